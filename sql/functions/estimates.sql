-- When an order arrives. docs/decisions/0006 explains the rule. src/orders/estimates.ts has the same rule for quotes; a test compares the two.
-- uses: values feed

-- The contract's `eta`.
create or replace function eta_json(earliest timestamptz, latest timestamptz, promised timestamptz) returns json language sql stable parallel safe
return json_build_object('earliest', rfc3339(earliest), 'latest', rfc3339(latest), 'promised', rfc3339(promised));

-- Great-circle distance (haversine); the mean radius of the earth is 6,371 km. Not declared strict, so that the planner can inline it: the places
-- must not be null.
create or replace function distance_km(lat1 double precision, lng1 double precision, lat2 double precision, lng2 double precision)
returns double precision language sql immutable parallel safe
return 2 * 6371 * asin(sqrt(least(1, power(sin(radians(lat2 - lat1) / 2), 2)
  + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lng2 - lng1) / 2), 2))));

-- When the kitchen is expected to begin: the order waits for the store and for the dishes ahead of it at the same time.
create or replace function begins_at(p_placed_at timestamptz, p_restock_minutes int, p_queue_minutes int, p_busy_minutes int) returns timestamptz
language sql stable parallel safe
return p_placed_at + make_interval(mins => greatest(p_restock_minutes, p_queue_minutes) + p_busy_minutes);

-- When the order is expected at the door. What has begun counts from the moment at which it began, and what has not begun counts from now.
create or replace function expected_at(p_status text, p_begins_at timestamptz, p_cooking_started_at timestamptz, p_left_at timestamptz, p_cooking_minutes int,
  p_ride_minutes numeric, p_deliver_at timestamptz)
returns timestamptz language sql stable parallel safe
return greatest(
  p_deliver_at,
  case p_status
    when 'in_transit' then greatest(now(), p_left_at + make_interval(secs => (60 * p_ride_minutes)::double precision))
    when 'ready_for_pickup' then now() + make_interval(secs => (60 * p_ride_minutes)::double precision)
    when 'in_preparation' then greatest(now(), p_cooking_started_at + make_interval(mins => p_cooking_minutes))
      + make_interval(secs => (60 * p_ride_minutes)::double precision)
    else greatest(now(), p_begins_at) + make_interval(secs => (60 * (p_cooking_minutes + p_ride_minutes))::double precision)
  end
);

-- The statuses in which the kitchen can need more time than estimated.
create or replace function can_be_delayed() returns text[] language sql immutable parallel safe
return array['placed', 'confirmed', 'in_preparation'];

-- The same, of an order as it is now. The last entry of the timeline is the order's status. What the kitchen has added counts until the order is ready,
-- also for a time that the customer chose.
create or replace function expected_at(o orders) returns timestamptz language sql stable parallel safe
return expected_at(o.status, begins_at(o.placed_at, o.restock_minutes, o.queue_minutes, o.busy_minutes), o.cooking_started_at, (o.timeline -> -1 ->> 'at')::timestamptz,
  o.cooking_minutes + o.delay_minutes, o.delivery_minutes,
  o.deliver_at + make_interval(mins => case when o.status = any (can_be_delayed()) then o.delay_minutes else 0 end));

-- How long before its work must begin an order for a chosen time comes to the queue: the warehouse picks its ingredients meanwhile.
create or replace function release_lead() returns interval language sql immutable parallel safe return interval '10 minutes';

-- When an order that waits for its time comes to the queue. Null: it is there, or has ended.
create or replace function comes_at(o orders) returns timestamptz language sql stable parallel safe
return case when o.released_at is null and o.status in ('placed', 'confirmed')
  then work_begins_at(o.deliver_at, o.cooking_minutes, o.delivery_minutes) - release_lead() end;

-- Computes the estimate again. Returns true if it moved by more than p_tolerance; a smaller move is not stored.
create or replace function move_eta(o orders, p_tolerance interval) returns boolean language plpgsql as $$
declare
  s store;
  v_expected timestamptz;
  v_latest timestamptz;
begin
  select * into strict s from store;
  v_expected := expected_at(o);
  v_latest := v_expected + make_interval(mins => s.late_minutes::int);
  update orders x set eta_earliest = greatest(now(), v_expected - make_interval(mins => s.early_minutes::int)), eta_latest = v_latest
    where x.id = o.id and (v_latest > x.eta_latest + p_tolerance or v_latest < x.eta_latest - p_tolerance);
  return found;
end $$;

-- The data of `order:eta_changed`.
create or replace function eta_changed_json(o orders, p_cause text) returns json language sql stable
return json_strip_nulls(json_build_object('orderId', o.id, 'version', o.version, 'eta', eta_json(o.eta_earliest, o.eta_latest, o.eta_promised), 'cause', p_cause));

-- The statuses of an order that is being made or delivered.
create or replace function can_be_late() returns text[] language sql immutable parallel safe
return array['placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit'];

-- Moves the estimates of orders that cannot arrive within their interval, at most p_limit of them. Nothing moves by less than p_tolerance.
create or replace function refresh_late_orders(p_tolerance interval, p_limit int) returns json language plpgsql as $$
declare
  v_ids uuid[];
  v_accounts uuid[];
  v_id uuid;
  o orders;
  v_pushes json[];
begin
  v_ids := array(
    select y.id from orders y
    where y.status = any (can_be_late())
      and expected_at(y) > y.eta_latest + greatest('0', p_tolerance - make_interval(mins => (select late_minutes::int from store)))
    limit p_limit);
  -- does not wait for locks: the next run handles an order whose feed head is locked now
  v_accounts := array(
    select h.account_id from feed_heads h where h.account_id in (select y.account_id from orders y where y.id = any (v_ids))
    order by h.account_id for no key update skip locked);
  for v_id in select y.id from orders y where y.id = any (v_ids) and y.account_id = any (v_accounts) order by y.id loop
    o := lock_order(v_id);
    if exists (select from order_transitions t where t.from_status = o.status) then
      continue when not move_eta(o, p_tolerance);
      update orders x set version = x.version + 1 where x.id = o.id returning * into o;
      v_pushes := v_pushes || append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, 'delay'));
    end if;
  end loop;
  return json_build_object('pushes', coalesce(to_json(v_pushes), '[]'));
end $$;
