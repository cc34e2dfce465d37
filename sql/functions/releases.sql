-- Background work on orders that wait: for their time, or for someone to confirm them.
-- uses: values feed estimates orders stock promotions plans

-- Tells the boards of the staff that an order has changed; each role is sent what it may see of it.
create or replace function tell_queue(p_order uuid) returns json language sql
return append_push('{"queue":true}', 'queue:changed', json_build_object('orderId', p_order));

-- Locks these orders and the feed heads of their accounts, and returns them. It waits for no customer: an order whose feed head is locked now is left out.
create or replace function lock_free_orders(p_orders uuid[]) returns uuid[] language plpgsql as $$
declare
  v_accounts uuid[];
begin
  v_accounts := array(
    select h.account_id from feed_heads h where h.account_id in (select o.account_id from orders o where o.id = any (p_orders))
    order by h.account_id for no key update skip locked);
  return array(select o.id from orders o where o.id = any (p_orders) and o.account_id = any (v_accounts) order by o.id for no key update);
end $$;

-- Brings orders for a chosen time to the queue whose work begins soon, at most p_limit of them. An order whose feed head is locked now is left to the next run.
create or replace function release_orders(p_limit int) returns json language plpgsql as $$
declare
  v_ids uuid[] := array(
    select o.id from orders o
    where o.deliver_at is not null and o.released_at is null and o.status in ('placed', 'confirmed')
      and work_begins_at(o.deliver_at, o.cooking_minutes, o.delivery_minutes) <= now() + release_lead()
    order by work_begins_at(o.deliver_at, o.cooking_minutes, o.delivery_minutes) limit p_limit);
  v_pushes json[];
begin
  v_ids := lock_free_orders(v_ids);
  with released as (
    update orders o set released_at = now(), version = o.version + 1
    where o.id = any (v_ids) and o.released_at is null and o.status in ('placed', 'confirmed') returning o.id
  )
  select coalesce(array_agg(r.id), '{}') into v_ids from released r;
  v_pushes := array(select tell_queue(x) from unnest(v_ids) x) || reserve_planned(v_ids);
  return json_build_object('pushes', to_json(v_pushes));
end $$;

-- Since when an order waits to be confirmed: since it was placed and paid for, or since it came to the queue. Null: it does not wait.
create or replace function waits_since(o orders) returns timestamptz language sql stable
return case when o.status = 'placed' and comes_at(o) is null then greatest((o.timeline -> -1 ->> 'at')::timestamptz, o.released_at) end;

-- The orders that have waited for their confirmation for more than p_minutes, the oldest first. Without minutes: none. Pass a variable: with a
-- sub-select it is not inlined, and reads them all whatever the limit.
create or replace function unconfirmed_orders(p_minutes int) returns setof orders language sql stable as $$
  select o.* from orders o
  where o.status = 'placed' and o.placed_at < now() - make_interval(mins => p_minutes) and waits_since(o) < now() - make_interval(mins => p_minutes)
  order by o.placed_at
$$;

-- Tells the managers, once, of orders that wait for their confirmation for too long.
create or replace function alarm_of_unconfirmed(p_limit int) returns json language plpgsql as $$
declare
  v_minutes int := (select confirm_within_minutes from store);
  v_ids uuid[] := array(select o.id from unconfirmed_orders(v_minutes) o where o.overdue_at is null limit p_limit);
  v_pushes json;
begin
  v_ids := lock_free_orders(v_ids);
  with alarmed as materialized (
    update orders o set overdue_at = now(), version = o.version + 1
    where o.id = any (v_ids) and o.status = 'placed' and o.overdue_at is null returning o.id
  )
  select json_agg(p.push) into v_pushes from alarmed a cross join lateral (
    select append_push('{"roles":["manager"]}', 'order:overdue', json_build_object('orderId', a.id)) as push
    union all select tell_queue(a.id)
  ) p;
  return json_build_object('pushes', coalesce(v_pushes, '[]'));
end $$;

-- Rejects orders that wait for their confirmation for so long that the shop gives them up, and refunds what was paid. The customer is told why. The stock
-- and the promotions of all orders are freed at the end, because placing needs their rows.
create or replace function reject_unconfirmed(p_limit int) returns json language plpgsql as $$
declare
  v_minutes int := (select reject_after_minutes from store);
  v_ids uuid[] := array(select o.id from unconfirmed_orders(v_minutes) o limit p_limit);
  v_id uuid;
  v_reason text;
  v_pushes json[];
begin
  v_ids := lock_free_orders(v_ids);
  -- a statement of its own, so that it sees what was confirmed before we had the locks
  v_ids := array(select o.id from orders o where o.id = any (v_ids) and o.status = 'placed' order by o.id);
  perform 1 from payments p where p.order_id = any (v_ids) order by p.id for no key update;
  foreach v_id in array v_ids loop
    select t.body into strict v_reason
      from orders o join accounts a on a.id = o.account_id cross join store s join templates t on t.key = 'reason.unconfirmed' and t.locale = any (template_locales(a.locale, s.locales))
      where o.id = v_id order by array_position(template_locales(a.locale, s.locales), t.locale) limit 1;
    v_pushes := v_pushes || array(select json_array_elements(change_order_status(v_id, 'rejected', 'system', null, v_reason, null) -> 'pushes'));
  end loop;
  perform return_redemptions(v_ids);
  perform release_reservations(v_ids);
  return json_build_object('pushes', coalesce(to_json(v_pushes), '[]'));
end $$;
