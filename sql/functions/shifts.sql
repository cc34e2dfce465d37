-- The couriers' shifts. A function that gives a courier an order (assignments.sql) locks the courier's shift first, and ending the shift does too: so
-- no order is left with a courier whose shift has ended, unless it is out for delivery and the managers were told.
-- uses: values feed accounts limits orders releases answers cash staff

-- Whether the account is a courier's who can sign in.
create or replace function is_courier(a accounts) returns boolean language sql stable
return a.role = 'courier' and is_active_staff(a);

-- Locks the shift of a courier, and begins it if there is none. Returns whether it begins now; null, without a lock, if the account is no courier's.
create or replace function open_shift(p_courier uuid) returns boolean language plpgsql as $$
begin
  if not coalesce((select is_courier(a) from accounts a where a.id = p_courier), false) then
    return null;
  end if;
  loop
    perform 1 from shifts where courier_id = p_courier and ended_at is null for no key update;
    if found then
      return false;
    end if;
    insert into shifts (id, courier_id) values (uuid_v7(), p_courier) on conflict (courier_id) where ended_at is null do nothing;
    if found then
      return true;
    end if;
  end loop;
end $$;

-- The orders that an earlier shift left with the courier, locked by the caller, are no longer stranded. Returns pushes.
create or replace function end_stranding(p_courier uuid, p_orders uuid[]) returns json[] language sql as $$
  with found as (
    update orders o set stranded_at = null, version = o.version + 1
    where o.id = any (p_orders) and o.courier_id = p_courier and o.stranded_at is not null returning o.id
  )
  select array_agg(tell_queue(f.id)) from found f
$$;

-- What follows a request that would have begun a shift: a refusal begins none. A stranded order whose feed head is locked now stays stranded.
create or replace function keep_shift(p_courier uuid, p_is_new boolean, p_result json) returns json language plpgsql as $$
declare
  v_stranded uuid[];
  v_pushes json[];
begin
  if p_is_new and p_result ->> 'outcome' <> 'changed' then
    delete from shifts where courier_id = p_courier and ended_at is null;
  elsif p_is_new then
    v_stranded := lock_free_orders(array(
      select o.id from orders o where o.courier_id = p_courier and o.status = any (courier_statuses()) and o.stranded_at is not null));
    v_pushes := end_stranding(p_courier, v_stranded) || courier_changed(p_courier);
    return (p_result::jsonb || jsonb_build_object('pushes', (p_result -> 'pushes')::jsonb || to_jsonb(v_pushes)))::json;
  end if;
  return p_result;
end $$;

-- Gives a locked order to a courier, or to none. The customer is told by an event with the same status.
create or replace function give_order(o orders, p_courier uuid) returns json language plpgsql as $$
declare
  v_payment_status text;
begin
  update orders x set courier_id = p_courier, stranded_at = null, version = x.version + 1,
      -- another ride starts a new wait at the door
      at_door_until = case when x.courier_id = p_courier then x.at_door_until end,
      -- what another courier has taken out is not undone
      last_step = case when x.status <> 'in_transit' then x.last_step end
    where x.id = o.id returning * into o;
  select status into v_payment_status from payments where id = o.payment_id;
  return append_feed(o.account_id, 'order:status_changed', status_changed_json(o, v_payment_status, o.status));
end $$;

-- The statuses in which an order has a courier: the last one is on the road.
create or replace function courier_statuses() returns text[] language sql immutable parallel safe
return array['in_preparation', 'ready_for_pickup', 'in_transit'];

-- The courier's orders: { id, number, status }, in the order in which they are promised.
create or replace function carrying_json(p_courier uuid) returns json language sql stable
return (
  select coalesce(json_agg(json_strip_nulls(json_build_object('id', o.id, 'number', o.number, 'status', o.status, 'strandedSince', rfc3339(o.stranded_at)))
    order by o.eta_promised, o.number), '[]')
  from orders o where o.courier_id = p_courier and o.status = any (courier_statuses())
);

-- The contract's `courier`.
create or replace function courier_json(a accounts) returns json language sql stable as $$
  select json_strip_nulls(json_build_object('id', a.id, 'name', a.name,
    'shift', case when s.id is not null then json_build_object('id', s.id, 'startedAt', rfc3339(s.started_at), 'seenAt', rfc3339(s.seen_at)) end,
    'location', place_json(at.lat, at.lng), 'locatedAt', rfc3339(at.at),
    'orders', carrying_json(a.id), 'cash', carried_json(a.id)))
  from (select a.id) one
  left join shifts s on s.courier_id = a.id and s.ended_at is null
  -- where a courier is after work is no business of the shop
  left join courier_positions at on at.account_id = a.id and at.at >= s.started_at - interval '2 minutes'
$$;

-- A courier begins a shift, once for each request. The orders that an earlier shift left with the courier are no longer stranded.
create or replace function start_shift_once(p_courier uuid, p_request uuid, p_hash bytea) returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_courier, p_request, p_hash);
  v_stranded uuid[];
  v_pushes json[];
begin
  if v_known is not null then
    return v_known;
  end if;
  if open_shift(p_courier) is null then
    return json_build_object('outcome', 'courier_not_found');
  end if;
  v_stranded := lock_orders_of(p_courier, true);
  v_pushes := end_stranding(p_courier, v_stranded) || courier_changed(p_courier);
  return store_answer(p_courier, p_request, p_hash,
    json_build_object('data', json_build_object('courier', (select courier_json(a) from accounts a where a.id = p_courier))), to_json(v_pushes));
end $$;

-- Locks the feed heads and the orders that a courier has. Unless it waits, it returns null where the feed head of a customer is locked now.
create or replace function lock_orders_of(p_courier uuid, p_waits boolean) returns uuid[] language plpgsql as $$
declare
  v_ids uuid[] := array(select o.id from orders o where o.courier_id = p_courier and o.status = any (courier_statuses()) order by o.id);
begin
  if not p_waits then
    return case when cardinality(lock_free_orders(v_ids)) = cardinality(v_ids) then v_ids end;
  end if;
  perform 1 from feed_heads h where h.account_id in (select o.account_id from orders o where o.id = any (v_ids)) order by h.account_id for no key update;
  perform 1 from orders o where o.id = any (v_ids) order by o.id for no key update;
  return v_ids;
end $$;

-- Ends a locked shift: what was not picked up goes back to the queue, and the managers are told of what was. Returns { freed, stranded, pushes }
-- with the numbers of the orders; null, and nothing ends, if it does not wait and the feed head of a customer is locked now.
create or replace function end_shift(s shifts, p_cause text, p_waits boolean, p_manager uuid default null) returns json language plpgsql as $$
declare
  v_ids uuid[] := lock_orders_of(s.courier_id, p_waits);
  o orders;
  v_freed bigint[] := '{}';
  v_stranded bigint[] := '{}';
  v_pushes json[];
begin
  if v_ids is null then
    return null;
  end if;
  update shifts x set ended_at = now(), end_cause = p_cause, ended_by = p_manager where x.id = s.id;
  -- a statement of its own, so that it sees what changed before we had the locks
  for o in select * from orders x where x.id = any (v_ids) and x.courier_id = s.courier_id and x.status = any (courier_statuses()) order by x.id loop
    if o.status <> 'in_transit' then
      v_pushes := v_pushes || give_order(o, null);
      v_freed := v_freed || o.number;
    else
      update orders x set stranded_at = now(), version = x.version + 1, last_step = null where x.id = o.id;
      -- the managers are told of each time (alert_staff)
      delete from staff_alerts t where t.order_id = o.id and t.kind = 'stranded';
      v_pushes := v_pushes || append_push('{"roles":["manager"]}', 'order:stranded', json_build_object('orderId', o.id)) || tell_queue(o.id);
      v_stranded := v_stranded || o.number;
    end if;
  end loop;
  v_pushes := v_pushes || courier_changed(s.courier_id);
  return json_build_object('freed', v_freed, 'stranded', v_stranded, 'pushes', to_json(v_pushes));
end $$;

-- What a courier did during a shift.
create or replace function shift_summary_json(p_shift uuid) returns json language sql stable as $$
  select json_build_object('id', s.id, 'startedAt', rfc3339(s.started_at), 'endedAt', rfc3339(s.ended_at), 'deliveries', coalesce(r.deliveries, 0),
    'cash', money(coalesce(r.cash, 0), store.currency), 'pos', money(coalesce(r.pos, 0), store.currency), 'tips', money(coalesce(r.tips, 0), store.currency))
  from shifts s cross join store
  left join lateral (
    select * from cash_report(s.started_at, coalesce(s.ended_at, now()) + interval '1 microsecond', true, s.courier_id) x where x.shift_id = s.id
  ) r on true
  where s.id = p_shift
$$;

-- A courier, or a manager for a courier, ends the shift, once for each request, and with it the courier's sessions: a device that is left behind is no
-- use to a finder. A shift that ends by itself keeps them: the courier may be out of reach with an order. `courier_not_found` and `not_on_shift` are
-- refusals.
create or replace function end_shift_once(p_actor uuid, p_request uuid, p_hash bytea, p_courier uuid) returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_actor, p_request, p_hash);
  s shifts;
  v_ended json;
  v_pushes json[];
begin
  if v_known is not null then
    return v_known;
  end if;
  select * into s from shifts x where x.courier_id = p_courier and x.ended_at is null for no key update;
  if s.id is null then
    return json_build_object('outcome',
      case when exists (select from accounts a where a.id = p_courier and a.role = 'courier') then 'not_on_shift' else 'courier_not_found' end);
  end if;
  v_ended := end_shift(s, case when p_actor = p_courier then 'courier' else 'manager' end, true, case when p_actor <> p_courier then p_actor end);
  v_pushes := array(select json_array_elements(v_ended -> 'pushes')
    union all select json_array_elements(end_sessions(p_courier, 'shift_ended', null, null) -> 'pushes'));
  return store_answer(p_actor, p_request, p_hash,
    json_build_object('data', json_build_object('shift', shift_summary_json(s.id), 'freed', v_ended -> 'freed', 'stranded', v_ended -> 'stranded',
      'carried', carried_json(p_courier))), to_json(v_pushes));
end $$;

-- Couriers of these accounts have a connection.
create or replace function see_couriers(p_couriers uuid[]) returns void language plpgsql as $$
begin
  update shifts set seen_at = now(), missed_at = null
    where id in (
      select s.id from shifts s where s.courier_id = any (p_couriers) and s.ended_at is null
        and (s.missed_at is not null or s.seen_at < now() - interval '15 seconds')
      order by s.id for no key update skip locked);
end $$;

-- Why a shift ends by itself; null: it goes on. A courier who was missed has a minute more: after an outage, no courier has been seen for a while.
create or replace function end_cause_of(s shifts) returns text language sql stable
return case
  when not (select is_courier(a) from accounts a where a.id = s.courier_id) then 'dismissed'
  when s.missed_at < now() - interval '1 minute' then 'gone'
end;

-- Whether a courier was not seen for too long.
create or replace function is_away(s shifts) returns boolean language sql stable
return s.seen_at < now() - make_interval(mins => max_minutes_away());

create or replace function shifts_to_end() returns boolean language sql stable
return exists (select from shifts s where s.ended_at is null and ((is_away(s) and s.missed_at is null) or end_cause_of(s) is not null));

-- Ends the shift of one courier who is gone or dismissed. Only one: the next must not wait, locked, for the customers of this one. It waits for no
-- customer either: a shift with an order whose feed head is locked now is left to the next run.
create or replace function end_lost_shift() returns json language plpgsql as $$
declare
  s shifts;
  v_ended json;
begin
  update shifts set missed_at = now()
    where id in (select x.id from shifts x where x.ended_at is null and x.missed_at is null and is_away(x) order by x.id for no key update skip locked);
  select * into s from shifts x where x.ended_at is null and end_cause_of(x) is not null order by random() limit 1 for no key update skip locked;
  if s.id is not null and end_cause_of(s) is not null then
    v_ended := end_shift(s, end_cause_of(s), false);
  end if;
  return json_build_object('pushes', coalesce(v_ended -> 'pushes', '[]'));
end $$;
