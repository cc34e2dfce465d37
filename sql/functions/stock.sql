-- Reserving, using and receiving stock. The rows of `stock` are always locked by ingredient.
-- sql/tables/0005-stock.sql explains why they are found by their newest generation.
-- uses: values feed lines

-- The stock of an ingredient; no row if it has none. The planner inlines it.
create or replace function stock_of(p_ingredient uuid) returns setof stock language sql stable as $$
  select s.* from stock s where s.ingredient_id = p_ingredient order by s.generation desc limit 1
$$;

-- The stock of all ingredients. `offset 0`: the planner looks each up once, whatever the view is joined with.
create or replace view current_stock as
select s.ingredient_id, s.on_hand, s.reserved, s.requested from ingredients i cross join stock_of(i.id) s offset 0;

-- Locks the stock of these ingredients, in the order of their ids, and returns it as it is now: `place` says where each row is, and the lock keeps it
-- there. Change it in another statement, because this one may return versions that are newer than its snapshot.
-- The settings keep the planner from reading or sorting all versions, which is no slower while there are few.
create or replace function lock_stock(p_ids uuid[])
returns table (place tid, ingredient_id uuid, on_hand bigint, reserved bigint, requested bigint) language plpgsql
  set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  return query
    select l.ctid, l.ingredient_id, l.on_hand, l.reserved, l.requested
    from (select distinct x.id from unnest(p_ids) x(id) order by x.id) i cross join lateral (
      select s.ctid, s.* from stock s where s.ingredient_id = i.id order by s.generation desc limit 1 for no key update
    ) l;
end $$;

-- Tells the warehouse and managers that an ingredient is low.
create or replace function stock_low(g ingredients, p_on_hand bigint, p_reserved bigint) returns json language sql
return append_push('{"roles":["warehouse","manager"]}', 'stock:low', json_build_object(
  'ingredient', json_build_object('id', g.id, 'name', g.name), 'onHand', p_on_hand, 'reserved', p_reserved));

-- Reserves quantities and notifies the warehouse of ingredients that are low now. If p_scarce is false and an ingredient does not suffice after all,
-- the transaction fails as a serialization failure, and is run again. Every batch runs it, so it locks as lock_stock does, without that call.
create or replace function reserve_stock(p_ids uuid[], p_quantities bigint[], p_scarce boolean) returns json language plpgsql set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_places tid[];
  v_quantities bigint[];
  v_pushes json;
begin
  select array_agg(l.place), array_agg(t.quantity) filter (where p_scarce or l.on_hand - l.reserved >= t.quantity) into v_places, v_quantities
    from (select u.* from unnest(p_ids, p_quantities) u(id, quantity) order by u.id) t cross join lateral (
      select s.ctid as place, s.on_hand, s.reserved from stock s where s.ingredient_id = t.id order by s.generation desc limit 1 for no key update
    ) l;
  if cardinality(v_quantities) is distinct from cardinality(p_ids) then
    raise exception 'stock ran out while the batch was placed' using errcode = 'serialization_failure';
  end if;
  with taken as (
    update stock s set reserved = s.reserved + t.quantity, changes = s.changes + 1
    from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place
    returning s.ingredient_id, s.on_hand, s.reserved, t.quantity
  ), low as materialized (
    select stock_low(g, t.on_hand, t.reserved) as push
    from taken t join ingredients g on g.id = t.ingredient_id
    where t.on_hand - t.reserved <= g.low_level and t.on_hand - t.reserved + t.quantity > g.low_level
  )
  select json_agg(low.push) into v_pushes from low;
  return v_pushes;
end $$;

-- Requests to the store of which something has not arrived yet: the `rest`.
create or replace view open_restocks as
select r.id, r.ingredient_id, r.quantity, r.received, r.quantity - r.received as rest, r.requested_at, r.due_at
from restock_requests r where r.received_at is null and r.cancelled_at is null;

-- What each order has reserved, and how much of it is there for the order: the orders that reserved before come first.
create or replace view reserved_for_orders as
select h.order_id, h.ingredient_id, h.quantity, greatest(0, least(h.quantity, s.on_hand - h.before)) as available
from (
  select r.order_id, t.ingredient_id, t.quantity,
    sum(t.quantity) over (partition by t.ingredient_id order by coalesce(o.reserved_at, o.placed_at), o.id) - t.quantity as before
  from reservations r join orders o on o.id = r.order_id cross join unnest(r.ingredient_ids, r.quantities) t(ingredient_id, quantity)
) h cross join stock_of(h.ingredient_id) s;

-- Adds up two lists of quantities; negative ones are taken off. What comes to nothing is left out.
create or replace function add_quantities(p_ids uuid[], p_quantities bigint[], p_more_ids uuid[], p_more_quantities bigint[], out ids uuid[], out quantities bigint[])
language sql immutable as $$
  select coalesce(array_agg(t.id order by t.id), '{}'), coalesce(array_agg(t.quantity order by t.id), '{}')
  from (
    select u.id, sum(u.quantity)::bigint as quantity
    from (select * from unnest(p_ids, p_quantities) union all select * from unnest(p_more_ids, p_more_quantities)) u(id, quantity)
    group by u.id having sum(u.quantity) > 0
  ) t
$$;

-- The list with the other sign.
create or replace function negative(p_quantities bigint[]) returns bigint[] language sql immutable
return array(select -q from unnest(p_quantities) with ordinality u(q, n) order by n);

-- Takes a part of what an order has reserved out of the warehouse, and returns the movement. If something is not there yet, or is there for orders that
-- reserved before, it takes nothing, and `missing` has the names.
create or replace function take_reserved(p_order uuid, p_ids uuid[], p_taken bigint[], p_actor uuid, out missing text[], out movement bigint) language plpgsql
  set enable_seqscan = off as $$
declare
  v_places tid[];
  v_quantities bigint[];
  v_short uuid[];
begin
  select array_agg(l.place), array_agg(t.quantity), array_agg(l.ingredient_id) filter (where l.on_hand < l.reserved)
    into v_places, v_quantities, v_short
    from unnest(p_ids, p_taken) t(ingredient_id, quantity) join lock_stock(p_ids) l on l.ingredient_id = t.ingredient_id;
  -- not all orders are covered; a statement of its own, so that it sees what others committed before we had the locks
  if v_short is not null then
    select array_agg(g.name order by g.name) into missing
      from reserved_for_orders f join ingredients g on g.id = f.ingredient_id
      join unnest(p_ids, p_taken) t(ingredient_id, quantity) on t.ingredient_id = f.ingredient_id
      where f.order_id = p_order and f.ingredient_id = any (v_short) and f.available < t.quantity;
    if missing is not null then
      return;
    end if;
  end if;
  update reservations r set (ingredient_ids, quantities) = (
    select a.ids, a.quantities from add_quantities(r.ingredient_ids, r.quantities, p_ids, negative(p_taken)) a) where r.order_id = p_order;
  delete from reservations where order_id = p_order and ingredient_ids = '{}';
  update stock s set on_hand = s.on_hand - t.quantity, reserved = s.reserved - t.quantity, changes = s.changes + 1
    from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place;
  insert into stock_movements (cause, ingredient_ids, quantities, order_id, account_id)
    values ('used', p_ids, negative(p_taken), p_order, p_actor) returning id into movement;
end $$;

-- Takes what an order has reserved for its lines out of the warehouse, like take_reserved. What it holds for an open offer stays reserved.
create or replace function consume_reservation(p_order uuid, p_actor uuid, out missing text[], out movement bigint) language plpgsql as $$
declare
  v_ids uuid[];
  v_quantities bigint[];
begin
  select n.ids, n.quantities into v_ids, v_quantities
    from reservations r left join amendments a on a.order_id = r.order_id and a.outcome = 'offered'
    cross join lateral add_quantities(r.ingredient_ids, r.quantities, a.ingredient_ids, negative(a.quantities)) n
    where r.order_id = p_order;
  if v_ids <> '{}' then
    select t.missing, t.movement into missing, movement from take_reserved(p_order, v_ids, v_quantities, p_actor) t;
  end if;
end $$;

-- Adds to what an order has reserved. The caller counts it in the stock.
create or replace function add_to_reservation(p_order uuid, p_ids uuid[], p_quantities bigint[]) returns void language sql as $$
  insert into reservations as r (order_id, ingredient_ids, quantities) values (p_order, p_ids, p_quantities)
  on conflict (order_id) do update set (ingredient_ids, quantities) = (
    select a.ids, a.quantities from add_quantities(r.ingredient_ids, r.quantities, excluded.ingredient_ids, excluded.quantities) a)
$$;

-- Reserves more for an order, or, while it waits for its time, plans to. Other orders may have taken it meanwhile: then the transaction fails as a
-- serialization failure, and is run again. Returns pushes.
create or replace function reserve_more(p_order uuid, p_ids uuid[], p_quantities bigint[]) returns json[] language plpgsql as $$
begin
  if p_ids = '{}' then
    return '{}';
  end if;
  update planned_reservations r set (ingredient_ids, quantities) = (
    select a.ids, a.quantities from add_quantities(r.ingredient_ids, r.quantities, p_ids, p_quantities) a) where r.order_id = p_order;
  if found then
    return '{}';
  end if;
  perform add_to_reservation(p_order, p_ids, p_quantities);
  return array(select json_array_elements(reserve_stock(p_ids, p_quantities, false)));
end $$;

-- Puts back what a movement has taken for an order, and reserves it for the order again.
create or replace function put_back(p_movement bigint, p_actor uuid) returns void language plpgsql set enable_seqscan = off as $$
declare
  m stock_movements;
  v_taken bigint[];
  v_places tid[];
  v_quantities bigint[];
begin
  select * into strict m from stock_movements where id = p_movement;
  v_taken := negative(m.quantities);
  perform add_to_reservation(m.order_id, m.ingredient_ids, v_taken);
  select array_agg(l.place), array_agg(t.quantity) into v_places, v_quantities
    from unnest(m.ingredient_ids, v_taken) t(ingredient_id, quantity) join lock_stock(m.ingredient_ids) l on l.ingredient_id = t.ingredient_id;
  update stock s set on_hand = s.on_hand + t.quantity, reserved = s.reserved + t.quantity, changes = s.changes + 1
    from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place;
  insert into stock_movements (cause, ingredient_ids, quantities, order_id, account_id) values ('put_back', m.ingredient_ids, v_taken, m.order_id, p_actor);
end $$;

-- Frees reserved stock.
create or replace function free_stock(p_ids uuid[], p_freed bigint[]) returns void language plpgsql set enable_seqscan = off as $$
declare
  v_places tid[];
  v_quantities bigint[];
begin
  select array_agg(l.place), array_agg(t.quantity) into v_places, v_quantities
    from unnest(p_ids, p_freed) t(ingredient_id, quantity) join lock_stock(p_ids) l on l.ingredient_id = t.ingredient_id;
  update stock s set reserved = s.reserved - t.quantity, changes = s.changes + 1
    from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place;
end $$;

-- Of what an order has reserved, what it still needs.
create or replace function still_needed(p_order uuid, p_ids uuid[], p_quantities bigint[], p_offered boolean, out ids uuid[], out quantities bigint[]) language sql stable as $$
  select coalesce(array_agg(t.id order by t.n), '{}'), coalesce(array_agg(least(t.quantity, x.quantity) order by t.n), '{}')
  from unnest(p_ids, p_quantities) with ordinality t(id, quantity, n) join needs_of_order(p_order, p_offered) x on x.ingredient_id = t.id
$$;

-- Frees what orders have reserved, or would reserve later, and no longer need. Without p_offered: also what they hold for an open offer.
create or replace function free_unneeded(p_orders uuid[], p_offered boolean default true) returns void language plpgsql as $$
declare
  v_ids uuid[];
  v_quantities bigint[];
begin
  update planned_reservations r set (ingredient_ids, quantities) = (
    select s.ids, s.quantities from still_needed(r.order_id, r.ingredient_ids, r.quantities, p_offered) s) where r.order_id = any (p_orders);
  delete from planned_reservations where order_id = any (p_orders) and ingredient_ids = '{}';
  with fitted as materialized (
    select r.order_id, s.ids, s.quantities, f.ids as freed_ids, f.quantities as freed
    from reservations r cross join lateral still_needed(r.order_id, r.ingredient_ids, r.quantities, p_offered) s
    cross join lateral add_quantities(r.ingredient_ids, r.quantities, s.ids, negative(s.quantities)) f
    where r.order_id = any (p_orders)
  ), kept as (
    update reservations r set ingredient_ids = f.ids, quantities = f.quantities from fitted f where r.order_id = f.order_id and f.ids <> '{}'
  ), gone as (
    delete from reservations r using fitted f where r.order_id = f.order_id and f.ids = '{}'
  )
  select array_agg(t.id), array_agg(t.quantity) into v_ids, v_quantities
    from (select u.id, sum(u.quantity)::bigint as quantity from fitted f cross join unnest(f.freed_ids, f.freed) u(id, quantity) group by u.id) t;
  perform free_stock(v_ids, v_quantities);
end $$;

-- Frees what the orders reserved, or would reserve later.
create or replace function release_reservations(p_orders uuid[]) returns void language plpgsql set enable_seqscan = off as $$
declare
  v_ids uuid[];
  v_quantities bigint[];
begin
  delete from planned_reservations where order_id = any (p_orders);
  with gone as (
    delete from reservations where order_id = any (p_orders) returning ingredient_ids, quantities
  ), freed as (
    select t.ingredient_id, sum(t.quantity)::bigint as quantity
    from gone cross join unnest(gone.ingredient_ids, gone.quantities) t(ingredient_id, quantity) group by t.ingredient_id
  )
  select array_agg(freed.ingredient_id), array_agg(freed.quantity) into v_ids, v_quantities from freed;
  perform free_stock(v_ids, v_quantities);
end $$;

-- Sets what is on hand to what the staff have counted. What the orders lack now and the store can bring is requested. Notifies the warehouse if the
-- ingredient is low now. Returns { known, pushes }.
create or replace function adjust_stock(p_ingredient uuid, p_on_hand bigint, p_cause text, p_note text, p_actor uuid) returns json language plpgsql
  set enable_seqscan = off as $$
declare
  l record;
  g ingredients;
  v_asked bigint := 0;
  v_push json;
begin
  select * into l from lock_stock(array[p_ingredient]);
  if not found then
    return json_build_object('known', false, 'pushes', json_build_array());
  end if;
  select * into strict g from ingredients where id = p_ingredient;
  if g.restock_minutes is not null and l.reserved > p_on_hand + l.requested then
    v_asked := greatest(g.restock_quantity, l.reserved - p_on_hand - l.requested);
    insert into restock_requests (ingredient_id, quantity, due_at) values (g.id, v_asked, now() + make_interval(mins => g.restock_minutes));
  end if;
  update stock set on_hand = p_on_hand, requested = l.requested + v_asked, changes = changes + 1 where ctid = l.place;
  insert into stock_movements (cause, ingredient_ids, quantities, account_id, note)
    values (p_cause, array[g.id], array[p_on_hand - l.on_hand], p_actor, p_note);
  if p_on_hand - l.reserved <= g.low_level and l.on_hand - l.reserved > g.low_level then
    v_push := stock_low(g, p_on_hand, l.reserved);
  end if;
  return json_build_object('known', true, 'before', l.on_hand, 'pushes', case when v_push is null then '[]' else json_build_array(v_push) end);
end $$;

-- Goods have arrived: `on_hand` rises, and they complete the oldest open requests to the store, of which `requested` is the rest.
create or replace function receive_stock(p_ingredient uuid, p_quantity bigint, p_actor uuid) returns boolean language plpgsql set enable_seqscan = off as $$
declare
  v_place tid;
begin
  select l.place into v_place from lock_stock(array[p_ingredient]) l;
  if v_place is null then
    return false;
  end if;
  update stock set on_hand = on_hand + p_quantity, requested = greatest(0, requested - p_quantity), changes = changes + 1 where ctid = v_place;
  update restock_requests r set received = r.received + least(o.rest, p_quantity - o.before), received_at = case when o.rest <= p_quantity - o.before then now() end
    from (
      select x.id, x.rest, sum(x.rest) over (order by x.requested_at, x.id) - x.rest as before from open_restocks x where x.ingredient_id = p_ingredient
    ) o
    where r.id = o.id and o.before < p_quantity;
  insert into stock_movements (cause, ingredient_ids, quantities, account_id) values ('received', array[p_ingredient], array[p_quantity], p_actor);
  return true;
end $$;

-- Cancels what has not arrived of a request to the store. Returns the ingredient, or null if there is no such request or if it is closed. What the orders
-- lack then is requested again with the next order that needs the ingredient.
create or replace function cancel_restock(p_restock uuid, p_actor uuid) returns uuid language plpgsql set enable_seqscan = off as $$
declare
  v_ingredient uuid := (select ingredient_id from restock_requests where id = p_restock);
  v_place tid;
  v_rest bigint;
begin
  select l.place into v_place from lock_stock(array[v_ingredient]) l;
  update restock_requests r set cancelled_at = now(), cancelled_by = p_actor
    from open_restocks o where r.id = p_restock and o.id = r.id returning o.rest into v_rest;
  if v_rest is null then
    return null;
  end if;
  update stock set requested = requested - v_rest, changes = changes + 1 where ctid = v_place;
  return v_ingredient;
end $$;

-- The stock of an ingredient as the contract's `stock`.
create or replace function stock_json(p_ingredient uuid) returns json language sql stable as $$
  select json_strip_nulls(json_build_object(
    'ingredient', json_build_object('id', g.id, 'name', g.name), 'unit', g.unit,
    'onHand', s.on_hand, 'reserved', s.reserved, 'requested', s.requested, 'lowLevel', g.low_level, 'restockMinutes', g.restock_minutes,
    'restockDueAt', rfc3339((select min(r.due_at) from open_restocks r where r.ingredient_id = g.id))
  ))
  from ingredients g cross join stock_of(g.id) s where g.id = p_ingredient
$$;
