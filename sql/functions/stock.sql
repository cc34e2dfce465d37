-- Reserving, using and receiving stock. The rows of `stock` are always locked by ingredient.
-- uses: values feed

-- Reserves quantities and notifies the warehouse of ingredients that are low now. If p_scarce is false and an ingredient does not suffice after all,
-- the transaction fails as a serialization failure, and is run again.
create or replace function reserve_stock(p_ids uuid[], p_quantities bigint[], p_scarce boolean) returns json language plpgsql set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 as $$
declare
  v_short boolean;
  v_pushes json;
begin
  perform 1 from stock s where s.ingredient_id = any (p_ids) order by s.ingredient_id for no key update;
  with taken as (
    update stock s set reserved = s.reserved + t.quantity
    from unnest(p_ids, p_quantities) t(ingredient_id, quantity)
    where s.ingredient_id = t.ingredient_id and (p_scarce or s.on_hand - s.reserved >= t.quantity)
    returning s.ingredient_id, s.on_hand, s.reserved, t.quantity
  ), low as materialized (
    select append_push('{"roles":["warehouse","manager"]}', 'stock:low', json_build_object(
        'ingredient', json_build_object('id', g.id, 'name', g.name), 'onHand', t.on_hand, 'reserved', t.reserved)) as push
    from taken t join ingredients g on g.id = t.ingredient_id
    where t.on_hand - t.reserved <= g.low_level and t.on_hand - t.reserved + t.quantity > g.low_level
  )
  select (select count(*) from taken) < cardinality(p_ids), (select json_agg(low.push) from low) into v_short, v_pushes;
  if v_short then
    raise exception 'stock ran out while the batch was placed' using errcode = 'serialization_failure';
  end if;
  return v_pushes;
end $$;

-- Takes the ingredients of an order out of the warehouse. Returns the names of those that are not there yet; then it takes nothing.
create or replace function consume_reservation(p_order uuid) returns text[] language plpgsql as $$
declare
  v_missing text[];
begin
  perform 1 from stock s
    where s.ingredient_id in (select unnest(ingredient_ids) from reservations where order_id = p_order)
    order by s.ingredient_id for no key update;
  select array_agg(g.name order by g.name) into v_missing
    from reservations r cross join unnest(r.ingredient_ids, r.quantities) t(ingredient_id, quantity)
    join stock s on s.ingredient_id = t.ingredient_id join ingredients g on g.id = t.ingredient_id
    where r.order_id = p_order and s.on_hand < t.quantity;
  if v_missing is null then
    with gone as (delete from reservations where order_id = p_order returning ingredient_ids, quantities)
    update stock s set on_hand = s.on_hand - t.quantity, reserved = s.reserved - t.quantity
      from gone cross join unnest(gone.ingredient_ids, gone.quantities) t(ingredient_id, quantity) where s.ingredient_id = t.ingredient_id;
  end if;
  return v_missing;
end $$;

-- Frees what the orders reserved.
create or replace function release_reservations(p_orders uuid[]) returns void language plpgsql as $$
begin
  perform 1 from stock s
    where s.ingredient_id in (select unnest(ingredient_ids) from reservations where order_id = any (p_orders))
    order by s.ingredient_id for no key update;
  with gone as (
    delete from reservations where order_id = any (p_orders) returning ingredient_ids, quantities
  ), freed as (
    select t.ingredient_id, sum(t.quantity)::bigint as quantity
    from gone cross join unnest(gone.ingredient_ids, gone.quantities) t(ingredient_id, quantity) group by t.ingredient_id
  )
  update stock s set reserved = s.reserved - freed.quantity from freed where s.ingredient_id = freed.ingredient_id;
end $$;

-- Goods have arrived: `on_hand` rises, `requested` falls, and the oldest open restock requests are closed.
create or replace function receive_stock(p_ingredient uuid, p_quantity bigint) returns boolean language plpgsql as $$
begin
  update stock set on_hand = on_hand + p_quantity, requested = greatest(0, requested - p_quantity) where ingredient_id = p_ingredient;
  if not found then
    return false;
  end if;
  update restock_requests r set received_at = now()
    from (
      select id, sum(quantity) over (order by requested_at, id) as so_far from restock_requests
      where ingredient_id = p_ingredient and received_at is null
    ) open
    where r.id = open.id and open.so_far <= p_quantity;
  return true;
end $$;

-- The stock of an ingredient as the contract's `stock`.
create or replace function stock_json(p_ingredient uuid) returns json language sql stable as $$
  select json_strip_nulls(json_build_object(
    'ingredient', json_build_object('id', g.id, 'name', g.name), 'unit', g.unit,
    'onHand', s.on_hand, 'reserved', s.reserved, 'requested', s.requested, 'lowLevel', g.low_level, 'restockMinutes', g.restock_minutes,
    'restockDueAt', rfc3339((select min(r.due_at) from restock_requests r where r.ingredient_id = g.id and r.received_at is null))
  ))
  from ingredients g join stock s on s.ingredient_id = g.id where g.id = p_ingredient
$$;
