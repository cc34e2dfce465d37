-- Reserving, using and receiving stock. The rows of `stock` are always locked by ingredient.
-- sql/tables/0005-stock.sql explains why they are found by their newest generation.
-- uses: values feed

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
    select append_push('{"roles":["warehouse","manager"]}', 'stock:low', json_build_object(
        'ingredient', json_build_object('id', g.id, 'name', g.name), 'onHand', t.on_hand, 'reserved', t.reserved)) as push
    from taken t join ingredients g on g.id = t.ingredient_id
    where t.on_hand - t.reserved <= g.low_level and t.on_hand - t.reserved + t.quantity > g.low_level
  )
  select json_agg(low.push) into v_pushes from low;
  return v_pushes;
end $$;

-- Takes the ingredients of an order out of the warehouse, and returns the movement. If some are not there yet, it takes nothing, and `missing` has
-- their names.
create or replace function consume_reservation(p_order uuid, p_actor uuid, out missing text[], out movement bigint) language plpgsql
  set enable_seqscan = off as $$
declare
  r reservations;
  v_places tid[];
  v_quantities bigint[];
begin
  select * into r from reservations where order_id = p_order;
  select array_agg(l.place), array_agg(t.quantity), array_agg(g.name order by g.name) filter (where l.on_hand < t.quantity)
    into v_places, v_quantities, missing
    from unnest(r.ingredient_ids, r.quantities) t(ingredient_id, quantity)
    join lock_stock(r.ingredient_ids) l on l.ingredient_id = t.ingredient_id join ingredients g on g.id = t.ingredient_id;
  if missing is null and r.order_id is not null then
    delete from reservations where order_id = p_order;
    update stock s set on_hand = s.on_hand - t.quantity, reserved = s.reserved - t.quantity, changes = s.changes + 1
      from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place;
    insert into stock_movements (cause, ingredient_ids, quantities, order_id, account_id)
      values ('used', r.ingredient_ids, array(select -q from unnest(r.quantities) with ordinality u(q, n) order by n), p_order, p_actor)
      returning id into movement;
  end if;
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
  v_taken := array(select -q from unnest(m.quantities) with ordinality u(q, n) order by n);
  insert into reservations (order_id, ingredient_ids, quantities) values (m.order_id, m.ingredient_ids, v_taken);
  select array_agg(l.place), array_agg(t.quantity) into v_places, v_quantities
    from unnest(m.ingredient_ids, v_taken) t(ingredient_id, quantity) join lock_stock(m.ingredient_ids) l on l.ingredient_id = t.ingredient_id;
  update stock s set on_hand = s.on_hand + t.quantity, reserved = s.reserved + t.quantity, changes = s.changes + 1
    from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place;
  insert into stock_movements (cause, ingredient_ids, quantities, order_id, account_id) values ('put_back', m.ingredient_ids, v_taken, m.order_id, p_actor);
end $$;

-- Frees what the orders reserved.
create or replace function release_reservations(p_orders uuid[]) returns void language plpgsql set enable_seqscan = off as $$
declare
  v_ids uuid[];
  v_places tid[];
  v_quantities bigint[];
begin
  with gone as (
    delete from reservations where order_id = any (p_orders) returning ingredient_ids, quantities
  ), freed as (
    select t.ingredient_id, sum(t.quantity)::bigint as quantity
    from gone cross join unnest(gone.ingredient_ids, gone.quantities) t(ingredient_id, quantity) group by t.ingredient_id
  )
  select array_agg(freed.ingredient_id), array_agg(freed.quantity) into v_ids, v_quantities from freed;
  select array_agg(l.place), array_agg(t.quantity) into v_places, v_quantities
    from unnest(v_ids, v_quantities) t(ingredient_id, quantity) join lock_stock(v_ids) l on l.ingredient_id = t.ingredient_id;
  update stock s set reserved = s.reserved - t.quantity, changes = s.changes + 1
    from unnest(v_places, v_quantities) t(place, quantity) where s.ctid = t.place;
end $$;

-- Goods have arrived: `on_hand` rises, `requested` falls, and the oldest open restock requests are closed.
create or replace function receive_stock(p_ingredient uuid, p_quantity bigint, p_actor uuid) returns boolean language plpgsql set enable_seqscan = off as $$
declare
  v_place tid;
begin
  select l.place into v_place from lock_stock(array[p_ingredient]) l;
  if v_place is null then
    return false;
  end if;
  update stock set on_hand = on_hand + p_quantity, requested = greatest(0, requested - p_quantity), changes = changes + 1 where ctid = v_place;
  update restock_requests r set received_at = now()
    from (
      select id, sum(quantity) over (order by requested_at, id) as so_far from restock_requests
      where ingredient_id = p_ingredient and received_at is null
    ) open
    where r.id = open.id and open.so_far <= p_quantity;
  insert into stock_movements (cause, ingredient_ids, quantities, account_id) values ('received', array[p_ingredient], array[p_quantity], p_actor);
  return true;
end $$;

-- The stock of an ingredient as the contract's `stock`.
create or replace function stock_json(p_ingredient uuid) returns json language sql stable as $$
  select json_strip_nulls(json_build_object(
    'ingredient', json_build_object('id', g.id, 'name', g.name), 'unit', g.unit,
    'onHand', s.on_hand, 'reserved', s.reserved, 'requested', s.requested, 'lowLevel', g.low_level, 'restockMinutes', g.restock_minutes,
    'restockDueAt', rfc3339((select min(r.due_at) from restock_requests r where r.ingredient_id = g.id and r.received_at is null))
  ))
  from ingredients g cross join stock_of(g.id) s where g.id = p_ingredient
$$;
