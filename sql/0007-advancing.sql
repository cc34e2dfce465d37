-- Everything that happens to an order after it was placed goes through these functions: state, version, feed events and outbox together.
-- Each returns { outcome, … }: 'changed' with { pushes }, or the reason of a refusal. Rows are locked in the order of place_orders.

-- Locks the order's feed head, then the order. Null if there is no such order.
create function lock_order(p_order uuid) returns orders language plpgsql as $$
declare
  v_account uuid;
  o orders;
begin
  select account_id into v_account from orders where id = p_order;
  if found then
    perform 1 from feed_heads where account_id = v_account for no key update;
    select * into o from orders where id = p_order for no key update;
  end if;
  return o;
end $$;

-- The ingredients leave the warehouse. Returns the names of those that are not there yet (then nothing is taken).
create function consume_reservation(p_order uuid) returns text[] language plpgsql as $$
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

-- What the order held is free again.
create function release_reservation(p_order uuid) returns void language plpgsql as $$
begin
  perform 1 from stock s
    where s.ingredient_id in (select unnest(ingredient_ids) from reservations where order_id = p_order)
    order by s.ingredient_id for no key update;
  with gone as (delete from reservations where order_id = p_order returning ingredient_ids, quantities)
  update stock s set reserved = s.reserved - t.quantity
    from gone cross join unnest(gone.ingredient_ids, gone.quantities) t(ingredient_id, quantity) where s.ingredient_id = t.ingredient_id;
end $$;

create function eta_changed_json(o orders, p_cause text) returns json language sql stable
return json_build_object('orderId', o.id, 'version', o.version, 'eta', eta_json(o.eta_earliest, o.eta_latest, o.eta_promised), 'cause', p_cause);

-- Works out the estimate anew. True if it moved by more than p_tolerance; a smaller move is not worth a word and is not stored.
create function move_eta(o orders, p_tolerance interval) returns boolean language plpgsql as $$
declare
  s store;
  v_expected timestamptz;
  v_latest timestamptz;
begin
  select * into strict s from store;
  v_expected := expected_at(o.status, o.placed_at + make_interval(mins => o.restock_minutes), o.cooking_minutes, o.delivery_minutes, o.deliver_at);
  v_latest := v_expected + make_interval(mins => s.late_minutes::int);
  update orders x set eta_earliest = greatest(now(), v_expected - make_interval(mins => s.early_minutes::int)), eta_latest = v_latest
    where x.id = o.id and (v_latest > x.eta_latest + p_tolerance or v_latest < x.eta_latest - p_tolerance);
  return found;
end $$;

-- One step of the order's life (order_transitions), by whom and why.
create function change_order_status(p_order uuid, p_to text, p_role text, p_actor uuid, p_reason text, p_comment text)
returns json language plpgsql as $$
declare
  o orders;
  p payments;
  v_payment_push json;
  v_previous text;
  v_missing text[];
  v_moved boolean := false;
  v_pushes json[];
begin
  o := lock_order(p_order);
  if o.id is null or (p_role = 'customer' and o.account_id <> p_actor) then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if not exists (select from order_transitions t where t.from_status = o.status and t.to_status = p_to and t.role = p_role) then
    return json_build_object('outcome', 'invalid_transition', 'status', o.status, 'allowed',
      array(select t.to_status from order_transitions t where t.from_status = o.status and t.role = p_role order by t.to_status));
  end if;
  if p_role = 'courier' and o.courier_id <> p_actor then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  select * into p from payments where id = o.payment_id for no key update;
  if p_to = 'delivered' and p.status <> 'succeeded' then
    return json_build_object('outcome', 'payment_required', 'amount', money(p.amount, p.currency), 'method', p.method);
  end if;

  if p_to = 'in_preparation' then
    v_missing := consume_reservation(o.id);
    if v_missing is not null then
      return json_build_object('outcome', 'insufficient_stock', 'ingredients', v_missing);
    end if;
  elsif p_to in ('cancelled', 'rejected', 'expired') then
    perform release_reservation(o.id);
  end if;

  v_previous := o.status;
  update orders x set
      status = p_to,
      version = x.version + 1,
      timeline = x.timeline || jsonb_build_object('status', p_to, 'at', rfc3339(now())),
      cooking_started_at = case when p_to = 'in_preparation' then now() else x.cooking_started_at end,
      cooking_finished_at = case when p_to = 'ready_for_pickup' then now() else x.cooking_finished_at end,
      courier_id = case when p_role = 'courier' and p_to = 'in_transit' then p_actor else x.courier_id end,
      delivered_at = case when p_to = 'delivered' then now() end,
      eta_earliest = case when p_to = 'delivered' then now() else x.eta_earliest end,
      eta_latest = case when p_to = 'delivered' then now() else x.eta_latest end,
      reason = coalesce(p_reason, x.reason),
      comment = coalesce(p_comment, x.comment)
    where x.id = o.id returning * into o;
  if exists (select from order_transitions t where t.from_status = p_to) then
    v_moved := move_eta(o, '1 minute');
    select * into o from orders x where x.id = o.id;
  end if;
  if p_to in ('cancelled', 'rejected', 'expired') or (p_to = 'returned' and p.provider = 'door') then
    v_payment_push := give_up_payment(p.id, case p_to when 'expired' then 'timeout' else 'cancellation' end);
    if v_payment_push is not null then
      v_pushes := array[v_payment_push];
      select x.* into p from payments x where x.id = o.payment_id;
    end if;
  end if;
  v_pushes := v_pushes || append_feed(o.account_id, 'order:status_changed', status_changed_json(o, p.status, v_previous));
  if v_moved then
    v_pushes := v_pushes || append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, case p_to
      when 'placed' then 'payment' when 'confirmed' then 'picking' when 'in_preparation' then 'preparation' when 'ready_for_pickup' then 'pickup' else 'transit' end));
  end if;
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;

-- The courier takes an order that is being made or is ready. Taking one's own again changes nothing.
create function assign_order(p_order uuid, p_courier uuid) returns json language plpgsql as $$
declare
  o orders;
  v_payment_status text;
  v_push json;
begin
  o := lock_order(p_order);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.courier_id <> p_courier then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  if o.status not in ('in_preparation', 'ready_for_pickup') then
    return json_build_object('outcome', 'invalid_transition', 'status', o.status, 'allowed', array['in_preparation', 'ready_for_pickup']);
  end if;
  if o.courier_id is null then
    update orders x set courier_id = p_courier, version = x.version + 1 where x.id = o.id returning * into o;
    select status into v_payment_status from payments where id = o.payment_id;
    v_push := append_feed(o.account_id, 'order:status_changed', status_changed_json(o, v_payment_status, o.status));
  end if;
  return json_build_object('outcome', 'changed', 'pushes', case when v_push is null then '[]' else json_build_array(v_push) end);
end $$;

-- Cash in hand, or the terminal has approved: at the door, by the courier who carries the order, and exactly what it costs.
create function collect_payment(p_order uuid, p_courier uuid, p_amount bigint, p_currency text) returns json language plpgsql as $$
declare
  o orders;
  p payments;
  v_push json;
begin
  o := lock_order(p_order);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.courier_id is distinct from p_courier then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  select * into p from payments where id = o.payment_id for no key update;
  if o.status <> 'in_transit' or p.status <> 'requires_capture' then
    return json_build_object('outcome', 'payment_not_due', 'status', o.status, 'paymentStatus', p.status);
  end if;
  if p.amount <> p_amount or p.currency <> p_currency then
    return json_build_object('outcome', 'amount_mismatch', 'amount', money(p.amount, p.currency));
  end if;
  update payments x set collected_by = p_courier where x.id = p.id;
  update orders x set version = x.version + 1 where x.id = o.id;
  v_push := move_payment(p.id, 'succeeded', 'collection');
  return json_build_object('outcome', 'changed', 'pushes', json_build_array(v_push));
end $$;

-- Tells the customers of orders that are later than their estimate: by more than p_tolerance, at most p_limit at a time.
create function refresh_late_orders(p_tolerance interval, p_limit int) returns json language plpgsql as $$
declare
  v_id uuid;
  o orders;
  v_pushes json[];
begin
  -- heads before orders, and by account: the ids come in that order
  for v_id in
    select x.id from (
      select y.id, y.account_id from orders y
      where y.status in ('placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit')
        and expected_at(y.status, y.placed_at + make_interval(mins => y.restock_minutes), y.cooking_minutes, y.delivery_minutes, y.deliver_at)
          > y.eta_latest - make_interval(mins => (select late_minutes::int from store)) + p_tolerance
      limit p_limit
    ) x order by x.account_id, x.id
  loop
    o := lock_order(v_id);
    if exists (select from order_transitions t where t.from_status = o.status) then
      continue when not move_eta(o, p_tolerance);
      update orders x set version = x.version + 1 where x.id = o.id returning * into o;
      v_pushes := v_pushes || append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, 'delay'));
    end if;
  end loop;
  return coalesce(to_json(v_pushes), '[]');
end $$;

-- Goods have come: on hand rises, what was asked for falls, and the oldest open requests are closed.
create function receive_stock(p_ingredient uuid, p_quantity bigint) returns boolean language plpgsql as $$
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

-- An ingredient's stock as the contract's `stock`.
create function stock_json(p_ingredient uuid) returns json language sql stable as $$
  select json_strip_nulls(json_build_object(
    'ingredient', json_build_object('id', g.id, 'name', g.name), 'unit', g.unit,
    'onHand', s.on_hand, 'reserved', s.reserved, 'requested', s.requested, 'lowLevel', g.low_level, 'restockMinutes', g.restock_minutes,
    'restockDueAt', rfc3339((select min(r.due_at) from restock_requests r where r.ingredient_id = g.id and r.received_at is null))
  ))
  from ingredients g join stock s on s.ingredient_id = g.id where g.id = p_ingredient
$$;
