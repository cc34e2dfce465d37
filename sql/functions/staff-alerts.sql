-- What the staff are told outside the board, by web push.
-- uses: messages push estimates releases

-- What the staff should be told now, and since when it is so. The cancellation of an order concerns those who were told of the order.
create or replace view staff_news as
  select o.id as order_id, o.number, n.kind, n.since, n.roles
  from orders o cross join lateral (
    select 'placed' as kind, waits_since(o) as since, array['warehouse', 'manager'] as roles where o.status = 'placed' and comes_at(o) is null
    union all
    select 'confirmed', greatest((o.timeline -> -1 ->> 'at')::timestamptz, o.released_at), array['kitchen'] where o.status = 'confirmed' and comes_at(o) is null
    union all
    select 'overdue', o.overdue_at, array['manager'] where o.status = 'placed' and o.overdue_at is not null
    union all
    select 'stranded', o.stranded_at, array['manager'] where o.status = 'in_transit' and o.stranded_at is not null
    union all
    -- as on the board: the estimate may have moved on, the promise never does
    select 'late', o.eta_promised, array['manager'] where o.eta_promised < now()
  ) n
  where o.status = any (can_be_late())
  union all
  select o.id, o.number, 'cancelled', (o.timeline -> -1 ->> 'at')::timestamptz,
    array['manager'] || case t.kind when 'placed' then array['warehouse'] else array['kitchen'] end
  from staff_alerts t join orders o on o.id = t.order_id where t.kind in ('placed', 'confirmed') and o.status = 'cancelled';

-- Queues pushes to the staff of what is new, each once. Placing an order and its steps do not know of it, so they cost nothing more. A browser is not
-- told of what was so before it subscribed, nor after its session has expired.
create or replace function alert_staff() returns void language plpgsql as $$
declare
  v_queued bigint;
begin
  with news as materialized (
    select n.order_id, n.kind, n.number, min(n.since) as since, array_agg(distinct r.role) as roles
    from staff_news n cross join lateral unnest(n.roles) r(role)
    where not exists (select from staff_alerts t where t.order_id = n.order_id and t.kind = n.kind)
    group by n.order_id, n.kind, n.number order by n.order_id, n.kind
  ), fresh as (
    insert into staff_alerts (order_id, kind) select order_id, kind from news on conflict do nothing returning order_id, kind
  )
  select count(queue_message('push', s.account_id, s.id::text, 'staff.' || n.kind, jsonb_build_object('orderId', n.order_id, 'number', n.number), null, true,
    now(), interval '15 minutes')) into v_queued
  from fresh join news n using (order_id, kind) join push_subscriptions s on s.is_staff and s.created_at <= n.since
  join sessions x on x.id = s.session_id and x.expires_at > now()
  join accounts a on a.id = s.account_id and a.role = any (n.roles);
end $$;

-- Forgets what the staff were told of orders that ended an hour ago.
create or replace function prune_staff_alerts() returns void language sql as $$
  delete from staff_alerts where (order_id, kind) in (
    select t.order_id, t.kind from staff_alerts t join orders o on o.id = t.order_id
    where o.status <> all (can_be_late()) and (o.timeline -> -1 ->> 'at')::timestamptz < now() - interval '1 hour'
    for update of t skip locked)
$$;
