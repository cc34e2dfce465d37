-- Every change of a payment commits together with its events. A call to a payment service is stored in provider_calls and made after the commit.
-- The functions that TypeScript calls return { outcome?, pushes }.
-- uses: values feed orders stock order-limits promotions totals cash ledger

-- The node that begins a payment calls its service immediately. If it has not done so in this time, another node makes the call.
create or replace function head_start() returns interval language sql immutable parallel safe return interval '5 seconds';

-- The data of `payment:status_changed`.
create or replace function payment_changed_json(p payments) returns json language sql stable
return json_strip_nulls(json_build_object('orderId', p.order_id, 'paymentId', p.id, 'method', p.method, 'status', p.status,
  'nextAction', case when p.status in ('requires_action', 'failed') then p.next_action end));

-- Moves a locked payment to a new status and returns the push. Null if payment_transitions has no such step: the notification was old or repeated.
create or replace function move_payment(p_payment uuid, p_to text, p_cause text) returns json language plpgsql as $$
declare
  p payments;
begin
  update payments x set status = p_to, updated_at = now()
    from payment_transitions t
    where x.id = p_payment and t.from_status = x.status and t.to_status = p_to and t.cause = p_cause
    returning x.* into p;
  if not found then
    return null;
  end if;
  return append_feed((select account_id from orders where id = p.order_id), 'payment:status_changed', payment_changed_json(p));
end $$;

-- Locks the order of a payment and all payments of the order. Null if there is no such payment.
create or replace function lock_payments(p_payment uuid) returns orders language plpgsql as $$
declare
  o orders;
begin
  o := lock_order((select order_id from payments where id = p_payment));
  perform 1 from payments where order_id = o.id order by id for no key update;
  return o;
end $$;

-- Gives up a locked payment: refunds what was paid, cancels at the service what was not. Returns the push, if the payment moved.
create or replace function give_up_payment(p_payment uuid, p_cause text) returns json language plpgsql as $$
declare
  p payments;
begin
  select * into strict p from payments where id = p_payment for no key update;
  if p.provider <> 'door' then
    if p.status in ('succeeded', 'partially_refunded') then
      perform refund_rest(p, 'order_ended');
    elsif p.reference is not null then
      insert into provider_calls (id, payment_id, kind) values (uuid_v7(), p.id, 'cancel');
    end if;
  end if;
  return move_payment(p.id, 'canceled', p_cause);
end $$;

-- The service has created the payment: now the customer can pay. If the payment was given up in the meantime, it is cancelled at the service.
create or replace function open_payment(p_payment uuid, p_reference text, p_next_action json) returns json language plpgsql as $$
declare
  o orders;
  p payments;
  v_push json;
begin
  o := lock_payments(p_payment);
  update payments x set reference = p_reference, next_action = p_next_action, looked_up_at = now() where x.id = p_payment returning * into p;
  v_push := move_payment(p_payment, 'requires_action', 'creation');
  if v_push is not null then
    update orders x set version = x.version + 1 where x.id = o.id;
    return json_build_object('pushes', json_build_array(v_push));
  end if;
  if p.status = 'canceled' then
    insert into provider_calls (id, payment_id, kind) values (uuid_v7(), p.id, 'cancel');
  end if;
  return json_build_object('pushes', json_build_array());
end $$;

-- A service reports the status of a payment; p_received is the amount that arrived, p_payer whose account it came from ({ name?, iban }). Money for an
-- order that waits for it places the order, no matter which attempt it belongs to. All other money is refunded.
create or replace function settle_payment(p_payment uuid, p_status text, p_received bigint, p_currency text, p_payer jsonb default null)
returns json language plpgsql as $$
declare
  o orders;
  p payments;
  v_refund uuid;
  v_status text := p_status;
  v_push json;
  v_pushes json[];
begin
  o := lock_payments(p_payment);
  if o.id is null then
    return json_build_object('pushes', json_build_array());
  end if;
  select * into p from payments where id = p_payment;
  if p_status = 'succeeded' and (p_received <> p.amount or p_currency <> p.currency) then
    v_status := 'failed';
    -- each event of a bank is a separate transfer; other services tell the same again and again
    if p.provider = 'bank' or not exists (select from refunds r where r.payment_id = p.id and r.reason = 'not_owed') then
      perform post_payment(p, p_received, p_currency);
      v_refund := request_refund(p, p_received, p_currency, 'not_owed');
    end if;
  elsif p_status = 'succeeded' and p.provider = 'bank' and p.status in ('succeeded', 'partially_refunded', 'refunded') then
    perform post_payment(p, p_received, p_currency);
    v_refund := request_refund(p, p_received, p_currency, 'not_owed');
  end if;
  if p_payer is not null and (v_refund is not null or v_status = 'succeeded') then
    insert into payers (payment_id, refund_id, name, iban) values (p.id, v_refund, p_payer ->> 'name', p_payer ->> 'iban') on conflict do nothing;
  end if;
  v_push := move_payment(p_payment, v_status, 'provider');
  if v_push is null then
    return json_build_object('pushes', json_build_array());
  end if;
  v_pushes := array[v_push];
  if v_status = 'succeeded' then
    perform post_payment(p, p.amount, p.currency);
  end if;
  if v_status <> 'succeeded' then
    update orders x set version = x.version + 1 where x.id = o.id and x.payment_id = p.id;
  elsif o.status = 'awaiting_payment' then
    if o.payment_id <> p.id then
      v_push := give_up_payment(o.payment_id, 'retry');
      v_pushes := case when v_push is null then v_pushes else v_pushes || v_push end;
      update orders x set payment_id = p.id where x.id = o.id;
    end if;
    v_pushes := v_pushes || array(select json_array_elements(change_order_status(o.id, 'placed', 'system', null, null, null) -> 'pushes'));
  else
    perform refund_rest(p, case when o.payment_id = p.id then 'order_ended' else 'paid_twice' end);
    update orders x set version = x.version + 1 where x.id = o.id and x.payment_id = p.id;
  end if;
  return json_build_object('pushes', to_json(v_pushes));
end $$;

-- Starts another attempt to pay, with the same or another method, and gives the customer time for it: at most four times p_pay_minutes in all, because
-- the order holds stock. Returns { outcome, … } like the functions of orders.sql.
create or replace function retry_payment(p_order uuid, p_account uuid, p_payment uuid, p_method text, p_provider text, p_request uuid, p_pay_minutes int)
returns json language plpgsql as $$
declare
  o orders;
  v_old payments;
  p payments;
  v_limits jsonb;
  v_blocked boolean;
  v_currency text;
  v_obstacle text;
  v_push json;
  v_pushes json[];
begin
  o := lock_order(p_order, p_account);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.status <> 'awaiting_payment' then
    return json_build_object('outcome', 'payment_not_awaited', 'status', o.status);
  end if;
  select limits_of(s.limits, a.first_delivered_at is not null), a.blocked_at is not null, s.currency into v_limits, v_blocked, v_currency
    from store s join accounts a on a.id = p_account;
  -- the order is placed: only what the other method allows counts
  v_obstacle := limit_obstacle(v_limits - '{openOrders,unpaidOrders,portions,orderValue}'::text[], v_blocked, 0, 0, p_method, 0, order_total(o));
  if v_obstacle is not null then
    return json_strip_nulls(json_build_object('outcome', v_obstacle,
      'allowed', case when not v_blocked then allowed_json(v_limits, v_currency) end,
      'total', case when not v_blocked then money(order_total(o), v_currency) end));
  end if;
  perform 1 from payments where order_id = o.id order by id for no key update;
  select * into v_old from payments where id = o.payment_id;
  v_push := give_up_payment(v_old.id, 'retry');
  v_pushes := case when v_push is not null then array[v_push] end;
  insert into payments (id, order_id, method, provider, status, amount, currency, request_id, attempt)
    values (p_payment, o.id, p_method, p_provider, case when p_provider = 'door' then 'requires_capture' else 'requires_payment_method' end,
      v_old.amount, v_old.currency, p_request, (select max(attempt) + 1 from payments where order_id = o.id))
    returning * into p;
  update orders x set payment_id = p.id, version = x.version + 1,
    pay_by = greatest(x.pay_by, least(now() + make_interval(mins => p_pay_minutes), x.placed_at + make_interval(mins => 4 * p_pay_minutes))) where x.id = o.id;
  v_pushes := v_pushes || append_feed(o.account_id, 'payment:status_changed', payment_changed_json(p));
  if p_provider = 'door' then
    v_pushes := v_pushes || array(select json_array_elements(change_order_status(o.id, 'placed', 'system', null, null, null) -> 'pushes'));
  else
    insert into provider_calls (id, payment_id, kind, due_at) values (uuid_v7(), p.id, 'create', now() + head_start());
  end if;
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;

-- The courier who carries the order, or a manager, has collected exactly its price at the door.
create or replace function collect_payment(p_order uuid, p_role text, p_actor uuid, p_amount bigint, p_currency text) returns json language plpgsql as $$
declare
  o orders;
  p payments;
  v_push json;
begin
  o := lock_order(p_order);
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if p_role = 'courier' and o.courier_id <> p_actor then
    return json_build_object('outcome', 'assigned_to_another');
  end if;
  select * into p from payments where id = o.payment_id for no key update;
  if o.status <> 'in_transit' or p.status <> 'requires_capture' then
    return json_build_object('outcome', 'payment_not_due', 'status', o.status, 'paymentStatus', p.status);
  end if;
  if p_role = 'courier' and o.courier_id is null then
    return json_build_object('outcome', 'order_not_taken');
  end if;
  if p.amount <> p_amount or p.currency <> p_currency then
    return json_build_object('outcome', 'amount_mismatch', 'amount', money(p.amount, p.currency));
  end if;
  update payments x set collected_by = p_actor where x.id = p.id returning * into p;
  perform record_collection(p, p_actor);
  perform post_payment(p, p.amount, p.currency);
  -- the money has moved: the step before can no longer be undone
  update orders x set version = x.version + 1, last_step = null where x.id = o.id;
  v_push := move_payment(p.id, 'succeeded', 'collection');
  return json_build_object('outcome', 'changed', 'pushes', json_build_array(v_push));
end $$;

-- Ends at most p_limit orders that were not paid in time. Nodes that run it at the same time share the work. It waits for no customer: an order
-- whose feed head is locked now is ended by a later run. The stock of all orders is freed by one statement at the end, because placing needs its rows.
create or replace function expire_orders(p_limit int) returns json language plpgsql as $$
declare
  v_accounts uuid[];
  v_orders uuid[];
  v_id uuid;
  v_pushes json[];
begin
  v_accounts := array(
    select h.account_id from feed_heads h
    where h.account_id in (select o.account_id from orders o where o.status = 'awaiting_payment' and o.pay_by < now() order by o.pay_by limit p_limit)
    order by h.account_id for no key update skip locked);
  v_orders := array(
    select o.id from orders o
    where o.account_id = any (v_accounts) and o.status = 'awaiting_payment' and o.pay_by < now()
    order by o.id limit p_limit for no key update);
  perform 1 from payments p where p.order_id = any (v_orders) order by p.id for no key update;
  foreach v_id in array v_orders loop
    v_pushes := v_pushes || array(select json_array_elements(change_order_status(v_id, 'expired', 'system', null, null, null) -> 'pushes'));
  end loop;
  perform return_redemptions(v_orders);
  perform release_reservations(v_orders);
  return json_build_object('pushes', coalesce(to_json(v_pushes), '[]'));
end $$;
