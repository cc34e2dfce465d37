-- Which courier has an order.
-- uses: orders shifts

-- A courier takes an order, or a manager gives it to one. Only a manager takes an order from a courier. Assigning an order twice changes nothing.
create or replace function assign_order(p_order uuid, p_role text, p_courier uuid) returns json language plpgsql as $$
declare
  v_is_new boolean := open_shift(p_courier);
  o orders;
begin
  if v_is_new is null then
    return json_build_object('outcome', 'courier_not_found');
  end if;
  o := lock_order(p_order);
  return keep_shift(p_courier, v_is_new, case
    when o.id is null then json_build_object('outcome', 'order_not_found')
    when p_role = 'courier' and o.courier_id <> p_courier then json_build_object('outcome', 'assigned_to_another')
    when o.status <> all (courier_statuses()) then json_build_object('outcome', 'invalid_transition', 'status', o.status, 'allowed', courier_statuses())
    when o.courier_id = p_courier and o.stranded_at is null then json_build_object('outcome', 'changed', 'pushes', json_build_array())
    else json_build_object('outcome', 'changed', 'pushes', json_build_array(give_order(o, p_courier), courier_changed(p_courier)))
  end);
end $$;

-- A courier gives an order back that was not picked up, or a manager takes it from the courier, also on the road: then the manager brings it. p_seen:
-- the status in which the manager saw it. An order that was picked up since stays with its courier.
create or replace function unassign_order(p_order uuid, p_role text, p_actor uuid, p_seen text default null) returns json language plpgsql as $$
declare
  o orders := lock_order(p_order);
  v_allowed text[] := case when p_role = 'courier' or p_seen <> 'in_transit' then array['in_preparation', 'ready_for_pickup'] else courier_statuses() end;
begin
  return case
    when o.id is null then json_build_object('outcome', 'order_not_found')
    when p_role = 'courier' and o.courier_id <> p_actor then json_build_object('outcome', 'assigned_to_another')
    when o.status <> all (v_allowed) then json_build_object('outcome', 'invalid_transition', 'status', o.status, 'allowed', v_allowed)
    when o.courier_id is null then json_build_object('outcome', 'changed', 'pushes', json_build_array())
    else json_build_object('outcome', 'changed', 'pushes', json_build_array(give_order(o, null), courier_changed(o.courier_id)))
  end;
end $$;

-- A courier picks an order up. That begins the shift, if there is none.
create or replace function pick_up_order(p_order uuid, p_courier uuid, p_note text) returns json language plpgsql as $$
declare
  v_is_new boolean := open_shift(p_courier);
begin
  if v_is_new is null then
    return json_build_object('outcome', 'courier_not_found');
  end if;
  return keep_shift(p_courier, v_is_new, change_order_status(p_order, 'in_transit', 'courier', p_courier, null, null, p_note));
end $$;
