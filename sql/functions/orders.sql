-- The life of an order after it was placed: status, version, feed events and outbox change together.
-- Each function returns { outcome, … }: 'changed' with { pushes }, or the reason of a refusal.
-- docs/locks.md has the order of the locks of every function.
-- uses: values feed estimates stock options promotions ledger adjustments totals lines audit

-- When the links of an order end: two hours after its last status. Infinity while it is under way.
create or replace function links_end_at(o orders) returns timestamptz language sql stable parallel safe
return case when exists (select from order_transitions t where t.from_status = o.status) then timestamptz 'infinity'
  else (o.timeline #>> '{-1,at}')::timestamptz + interval '2 hours' end;

create or replace function max_wrong_pins() returns int language sql immutable parallel safe return 5;

-- Whether the courier may put the order down: not where the courier collects the money.
create or replace function leaves_at_door(o orders, p_method text) returns boolean language sql immutable parallel safe
return coalesce((o.delivery ->> 'leaveAtDoor')::boolean, false) and p_method not in ('cash', 'pos');

-- Orders with everything that the contract's `order` shows. A view and not a function, so that one plan reads many orders.
create or replace view order_rows as
select
  o.id, o.number, o.account_id, o.request_id, o.version, o.status, o.payment_id, o.currency, o.subtotal, o.discount, o.delivery_fee, o.tip, o.taxes, o.promotion_code, o.promotion_name, o.area, o.delivery,
  o.deliver_at, o.note, o.cooking_minutes, o.delivery_minutes, o.restock_minutes, o.eta_earliest, o.eta_latest, o.eta_promised,
  o.cooking_started_at, o.cooking_finished_at, o.timeline, o.courier_id, o.reason, o.comment, o.staff_notes, o.last_step, o.placed_at, o.pay_by, o.delivered_at, o.delay_minutes,
  -- an order for a chosen time waits; every other order begins immediately
  coalesce(work_begins_at(o.deliver_at, o.cooking_minutes, o.delivery_minutes), o.placed_at) as work_begins_at,
  comes_at(o) as comes_at,
  case when o.status = 'placed' then o.overdue_at end as overdue_at,
  case when o.status in ('placed', 'confirmed') then o.short_at end as short_at,
  case when o.status = 'in_transit' then o.stranded_at end as stranded_at,
  p.method as payment_method, p.status as payment_status, p.amount as payment_amount,
  case when o.status = 'awaiting_payment' and p.status in ('requires_action', 'failed') then p.next_action end as payment_next_action,
  (
    select json_agg(json_build_object('line', i.line - 1, 'productId', i.product_id, 'name', i.name, 'shownName', i.shown_name, 'quantity', portions_left(i), 'unitPrice', i.unit_price,
      'exclude', i.exclude, 'note', i.note, 'choices', i.choices, 'taxRate', i.tax_rate) order by i.line)
    from order_items i where i.order_id = o.id and portions_left(i) > 0
  ) as items,
  case when o.amended then (
    select json_agg(json_build_object('line', i.line - 1, 'productId', i.product_id, 'name', i.name, 'shownName', i.shown_name, 'quantity', a.quantity, 'unitPrice', i.unit_price,
      'reason', a.reason, 'outcome', a.outcome, 'substitute', a.substitute, 'answerBy', a.answer_by, 'at', a.at, 'endedAt', a.ended_at) order by a.number)
    from amendments a join order_items i on i.order_id = a.order_id and i.line = a.line where a.order_id = o.id
  ) end as amendments,
  c.name as courier_name,
  case when o.status = 'in_transit' then at.lat end as courier_lat,
  case when o.status = 'in_transit' then at.lng end as courier_lng,
  case when o.status = 'in_transit' then at.at end as courier_at,
  o.adjusted,
  case when o.adjusted > 0 or o.amended then (select json_agg(adjustment_json(a, o.currency) order by a.number) from order_adjustments a where a.order_id = o.id) end as adjustments,
  case when p.status in ('succeeded', 'partially_refunded', 'refunded') then p.amount - coalesce((
    select sum(r.amount)::bigint from refunds r where r.payment_id = p.id and r.status <> 'failed' and r.reason <> 'not_owed'), 0) else 0 end as paid,
  o.shared_at is not null and links_end_at(o) > now() as shared,
  case when o.status = 'in_transit' then o.pin end as pin,
  case when o.status = 'in_transit' and o.pin is not null then greatest(0, max_wrong_pins() - o.wrong_pins) end as pin_tries_left,
  case when o.status = 'in_transit' then o.at_door_until end as at_door_until,
  leaves_at_door(o, p.method) as leave_at_door,
  o.taken_by,
  -- [courier, customer]: only while both agree
  case when o.status = 'in_transit' and c.shows_phone and c.phone is not null then (
    select json_build_array(c.phone, u.phone) from accounts u where u.id = o.account_id and u.shows_phone and u.phone is not null) end as phones
from orders o
join payments p on p.id = o.payment_id
left join accounts c on c.id = o.courier_id
-- an older position does not show where the courier is
left join courier_positions at on at.account_id = o.courier_id and at.at > now() - interval '2 minutes';

-- Whether the request that placed the order gets its answer again: for as long as other answers are kept.
create or replace function is_answered(o orders) returns boolean language sql stable
return o.body_hash is not null and o.placed_at > now() - interval '48 hours';

-- The answer of the request that placed the order, as it was then: what was asked, and what place_orders computed (src/answers/stored-answer.ts).
-- It reads only what never changes. A function that changes the lines of an order has to store this answer before (keep_placing_answer).
create or replace function placing_answer(o orders) returns json language sql stable as $$
  select json_build_object(
    'asked', json_strip_nulls(json_build_object('requestId', o.request_id, 'orderId', o.id, 'paymentId', p.id, 'paymentMethod', p.method, 'items', i.items,
      'delivery', case when o.deliver_at is null then o.delivery else o.delivery || jsonb_build_object('at', rfc3339(o.deliver_at)) end,
      'note', o.note, 'skipped', o.skipped)),
    'placed', json_build_object('number', o.number, 'status', o.timeline #>> '{0,status}',
      'paymentStatus', case when order_total(o) = 0 then 'succeeded' when o.timeline #>> '{0,status}' = 'placed' then 'requires_capture' else 'requires_payment_method' end,
      'currency', o.currency, 'discount', o.discount, 'deliveryFee', o.delivery_fee, 'area', o.area, 'tip', o.tip, 'taxes', o.taxes,
      'promotion', case when o.promotion_code is not null then json_build_object('code', o.promotion_code, 'name', o.promotion_name) end, 'cookingMinutes', o.cooking_minutes, 'earliest', o.eta_placed, 'latest', o.eta_promised,
      'placedAt', o.placed_at, 'lines', i.lines))
  from payments p, (
    select json_agg(json_build_object('productId', x.product_id, 'quantity', x.quantity, 'exclude', nullif(x.exclude, '{}'), 'note', x.note,
      'choices', nullif(chosen_ids(x.choices), '{}')) order by x.line) as items,
      json_agg(json_build_array(coalesce(x.shown_name, x.name), x.unit_price, x.choices, x.tax_rate) order by x.line) as lines
    from order_items x where x.order_id = o.id
  ) i where p.order_id = o.id and p.attempt = 0
$$;

-- The data of `order:status_changed`.
create or replace function status_changed_json(o orders, p_payment_status text, p_previous text) returns json language sql stable
return json_strip_nulls(json_build_object(
  'order', json_build_object('id', o.id, 'number', o.number, 'version', o.version, 'status', o.status, 'eta', eta_json(o.eta_earliest, o.eta_latest, o.eta_promised),
    'paymentStatus', p_payment_status, 'reason', o.reason),
  'previous', p_previous
));

-- Locks the feed head of the order's account, then the order. Null, without a lock, if there is no such order, or if it belongs to another
-- account than p_account.
create or replace function lock_order(p_order uuid, p_account uuid default null) returns orders language plpgsql as $$
declare
  v_account uuid;
  o orders;
begin
  select account_id into v_account from orders where id = p_order and account_id = coalesce(p_account, account_id);
  if found then
    perform 1 from feed_heads where account_id = v_account for no key update;
    select * into o from orders where id = p_order for no key update;
  end if;
  return o;
end $$;

-- The refusal of what has to wait for the customer's answer to an offer. Null: nothing is offered.
create or replace function open_offer(p_order uuid) returns json language sql stable
return (select json_build_object('outcome', 'substitution_open', 'line', a.line - 1, 'answerBy', rfc3339(a.answer_by))
  from amendments a where a.order_id = p_order and a.outcome = 'offered');

-- The steps of an order with another one. A customer needs no id: it is their order.
create or replace function with_step(p_taken_by jsonb, p_status text, p_role text, p_actor uuid) returns jsonb language sql stable
return coalesce(p_taken_by, '[]') || jsonb_strip_nulls(jsonb_build_object('status', p_status, 'at', rfc3339(now()), 'role', p_role,
  'by', case when p_role <> 'customer' then p_actor end, 'node', this_node()));

-- Moves the order one step (`order_transitions`). p_keep_payment: what was paid for an order that is returned is not refunded.
create or replace function change_order_status(p_order uuid, p_to text, p_role text, p_actor uuid, p_reason text, p_comment text,
  p_note text default null, p_keep_payment boolean default false, p_pin text default null, p_request uuid default null)
returns json language plpgsql as $$
declare
  o orders;
  p payments;
  v_payment_push json;
  v_previous text;
  v_missing text[];
  v_movement bigint;
  v_was_planned boolean := false;
  v_refusal json;
  v_moved boolean := false;
  v_pushes json[];
begin
  o := lock_order(p_order, case when p_role = 'customer' then p_actor end);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if not exists (select from order_transitions t where t.from_status = o.status and t.to_status = p_to and t.role = p_role) then
    return json_build_object('outcome', 'invalid_transition', 'status', o.status, 'allowed',
      array(select t.to_status from order_transitions t where t.from_status = o.status and t.role = p_role order by t.to_status));
  end if;
  if p_role = 'courier' and o.courier_id <> p_actor then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  if p_to in ('confirmed', 'in_preparation') and p_role <> 'manager' and comes_at(o) > now() then
    return json_build_object('outcome', 'too_early', 'workBeginsAt', rfc3339(comes_at(o) + release_lead()), 'comesAt', rfc3339(comes_at(o)));
  end if;
  select * into p from payments where id = o.payment_id for no key update;
  -- a payment of nothing is one whose whole amount was lowered
  if p_to = 'delivered' and p.amount > 0 and p.status not in ('succeeded', 'partially_refunded', 'refunded') then
    return json_build_object('outcome', 'payment_required', 'amount', money(p.amount, p.currency), 'method', p.method);
  end if;
  if p_role = 'courier' and p_to = 'delivered' and o.pin is not null then
    v_refusal := refuse_pin(o, p_pin, p_request);
    if v_refusal is not null then
      return v_refusal;
    end if;
  end if;
  if p_role = 'courier' and p_to = 'returned' and o.at_door_until > now() then
    return json_build_object('outcome', 'still_waiting', 'until', rfc3339(o.at_door_until));
  end if;
  if o.amended then
    if p_to = 'ready_for_pickup' then
      v_refusal := open_offer(o.id);
      if v_refusal is not null then
        return v_refusal;
      end if;
    elsif not exists (select from order_transitions t where t.from_status = p_to) then
      update amendments a set outcome = 'withdrawn', ended_at = now() where a.order_id = o.id and a.outcome = 'offered';
    end if;
  end if;

  if p_to = 'in_preparation' then
    begin
      v_was_planned := exists (select from planned_reservations r where r.order_id = o.id);
      v_pushes := reserve_planned(array[o.id]);
      select c.missing, c.movement into v_missing, v_movement from consume_reservation(o.id, p_actor) c;
      if v_missing is not null then
        -- the order goes on as planned: what was reserved, asked of the store and told is undone
        raise sqlstate 'CB001';
      end if;
    exception when sqlstate 'CB001' then
      return json_build_object('outcome', 'insufficient_stock', 'ingredients', v_missing);
    end;
  elsif p_to in ('cancelled', 'rejected') and p_role <> 'system' then
    -- the background work that ends orders does both for all of them at the end
    perform return_redemptions(array[o.id]);
    perform release_reservations(array[o.id]);
  end if;

  v_previous := o.status;
  update orders x set
      status = p_to,
      version = x.version + 1,
      timeline = x.timeline || jsonb_build_object('status', p_to, 'at', rfc3339(now())),
      taken_by = with_step(x.taken_by, p_to, p_role, p_actor),
      cooking_started_at = case when p_to = 'in_preparation' then now() else x.cooking_started_at end,
      -- a manager may begin with an order that waits for its time
      released_at = case when p_to = 'in_preparation' and x.deliver_at is not null then coalesce(x.released_at, now()) else x.released_at end,
      cooking_finished_at = case when p_to = 'ready_for_pickup' then now() else x.cooking_finished_at end,
      -- a courier who waits for an order that does not come is free
      courier_id = case when p_role = 'courier' then p_actor when p_to <> 'rejected' then x.courier_id end,
      stranded_at = case when p_to = 'in_transit' then x.stranded_at end,
      pin = case when p_to = 'in_transit' then coalesce(x.pin, new_pin(x, p)) when p_to not in ('delivered', 'returned') then x.pin end,
      at_door_until = null,
      delivered_at = case when p_to = 'delivered' then now() end,
      delivered_by = case when p_to = 'delivered' and p_role = 'manager' and x.courier_id is null then p_actor end,
      eta_earliest = case when p_to = 'delivered' then now() else x.eta_earliest end,
      eta_latest = case when p_to = 'delivered' then now() else x.eta_latest end,
      reason = coalesce(p_reason, x.reason),
      comment = coalesce(p_comment, x.comment),
      staff_notes = case when p_note is null then x.staff_notes
        else x.staff_notes || jsonb_build_object('at', rfc3339(now()), 'status', p_to, 'role', p_role, 'note', p_note) end,
      last_step = case when p_to = any (can_be_undone()) then jsonb_strip_nulls(jsonb_build_object('from', v_previous, 'role', p_role, 'at', now(),
        'courierId', x.courier_id, 'movement', v_movement, 'wasPlanned', case when v_was_planned then true end,
        'releases', case when p_to = 'in_preparation' and x.deliver_at is not null and x.released_at is null then true end)) end
    where x.id = o.id returning * into o;
  if p_role = 'system' and not exists (select from order_transitions t where t.from_status = p_to) then
    perform record_audit('order:advance', 'system', null, null, o.id, null, jsonb_build_object('to', p_to),
      jsonb_build_object('status', v_previous), jsonb_build_object('status', p_to));
  end if;
  if p_to = 'delivered' then
    update accounts set first_delivered_at = now() where id = o.account_id and first_delivered_at is null;
    perform post_charge(o);
  end if;
  if exists (select from order_transitions t where t.from_status = p_to) then
    v_moved := move_eta(o, '1 minute');
    select * into o from orders x where x.id = o.id;
  end if;
  if p_to = 'returned' and p.status in ('succeeded', 'partially_refunded') and not p_keep_payment then
    v_pushes := array(select json_array_elements(adjust_order(o, 'refund', '{"all": true}', p_reason, p_actor, 'order_ended') -> 'pushes'));
    select * into o from orders x where x.id = o.id;
  elsif p_to = 'returned' and p.status in ('succeeded', 'partially_refunded') then
    perform post_charge(o);
  elsif p_to in ('cancelled', 'rejected', 'expired') or (p_to = 'returned' and p.provider = 'door') then
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

-- The statuses whose step can be undone: no money moves with it.
create or replace function can_be_undone() returns text[] language sql immutable parallel safe
return array['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit'];

-- Undoes the last step of an order, for the role that took it. What happened stays in the timeline: the order enters the status before again.
create or replace function undo_step(p_order uuid, p_role text, p_actor uuid) returns json language plpgsql as $$
declare
  o orders;
  v_step jsonb;
  v_undone text;
  v_courier uuid;
  v_payment_status text;
  v_moved boolean;
  v_pushes json[];
begin
  o := lock_order(p_order);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  v_step := o.last_step;
  if v_step ->> 'role' is distinct from p_role then
    return json_build_object('outcome', 'invalid_transition', 'status', o.status, 'allowed',
      array(select t.to_status from order_transitions t where t.from_status = o.status and t.role = p_role order by t.to_status));
  end if;
  if p_role = 'courier' and o.courier_id <> p_actor then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  if (v_step ->> 'at')::timestamptz + make_interval(secs => max_seconds_to_undo()) < now() then
    return json_build_object('outcome', 'undo_expired', 'until', rfc3339((v_step ->> 'at')::timestamptz + make_interval(secs => max_seconds_to_undo())));
  end if;

  v_undone := o.status;
  v_courier := o.courier_id;
  update orders x set
      status = v_step ->> 'from',
      version = x.version + 1,
      timeline = x.timeline || jsonb_build_object('status', v_step ->> 'from', 'at', rfc3339(now())),
      taken_by = with_step(x.taken_by, v_step ->> 'from', p_role, p_actor),
      cooking_started_at = case when v_undone <> 'in_preparation' then x.cooking_started_at end,
      cooking_finished_at = case when v_undone <> 'ready_for_pickup' then x.cooking_finished_at end,
      -- an order that was begun before its time waits again
      released_at = case when not v_step ? 'releases' then x.released_at end,
      reserved_at = case when not v_step ? 'wasPlanned' then x.reserved_at end,
      courier_id = case v_undone
        when 'in_transit' then (v_step ->> 'courierId')::uuid
        -- no courier has an order that is not being made (courier_statuses)
        when 'in_preparation' then null
        else x.courier_id end,
      at_door_until = null,
      last_step = null
    where x.id = o.id returning * into o;
  v_moved := move_eta(o, '1 minute');
  select * into o from orders x where x.id = o.id;
  select status into v_payment_status from payments where id = o.payment_id;
  v_pushes := array[append_feed(o.account_id, 'order:status_changed', status_changed_json(o, v_payment_status, v_undone))];
  if v_moved then
    v_pushes := v_pushes || append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, 'correction'));
  end if;
  if v_courier is not null and o.courier_id is distinct from v_courier then
    v_pushes := v_pushes || courier_changed(v_courier);
  end if;
  if v_step ? 'movement' then
    perform put_back((v_step ->> 'movement')::bigint, p_actor);
  end if;
  if v_step ? 'wasPlanned' then
    perform plan_again(o.id);
  end if;
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;

-- The kitchen needs more time for an order that is not ready. The customer is told the new time.
create or replace function delay_order(p_order uuid, p_minutes int, p_role text) returns json language plpgsql as $$
declare
  o orders;
begin
  o := lock_order(p_order);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.status <> all (can_be_delayed()) or not exists (select from order_transitions t where t.from_status = o.status and t.role = p_role) then
    return json_build_object('outcome', 'cannot_delay_order', 'status', o.status);
  end if;
  update orders x set delay_minutes = x.delay_minutes + p_minutes, version = x.version + 1 where x.id = o.id returning * into o;
  perform move_eta(o, '0');
  select * into o from orders x where x.id = o.id;
  return json_build_object('outcome', 'changed', 'pushes', json_build_array(append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, 'kitchen'))));
end $$;
