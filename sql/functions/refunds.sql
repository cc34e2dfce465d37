-- Money that goes back to customers: what we refund, what is refunded in the dashboard of a payment service, and what banks take back.
-- uses: values messages feed orders payments answers ledger

-- Stores a refund, and the call that requests it from the service. What was collected at the door is refunded by hand. Returns the id.
create or replace function request_refund(p payments, p_amount bigint, p_currency text, p_reason text) returns uuid language plpgsql as $$
declare
  r refunds;
begin
  insert into refunds (id, payment_id, amount, currency, reason) values (uuid_v7(), p.id, p_amount, p_currency, p_reason) returning * into r;
  if p.provider <> 'door' then
    insert into provider_calls (id, payment_id, kind, refund_id) values (uuid_v7(), p.id, 'refund', r.id);
  end if;
  perform post_refund(r, null);
  return r.id;
end $$;

-- What of a payment has not gone back, and is not on its way back.
create or replace function not_refunded(p payments) returns bigint language sql stable as $$
  select p.amount
    - (select coalesce(sum(r.amount), 0)::bigint from refunds r where r.payment_id = p.id and r.status <> 'failed' and r.reason <> 'not_owed')
    - (select coalesce(sum(d.amount), 0)::bigint from disputes d where d.payment_id = p.id and d.status <> 'won')
$$;

-- Refunds the rest of a locked payment.
create or replace function refund_rest(p payments, p_reason text) returns void language plpgsql as $$
begin
  if not_refunded(p) > 0 then
    perform request_refund(p, not_refunded(p), p.currency, p_reason);
  end if;
end $$;

-- Whether a refund was requested by the step that ended the order.
create or replace function ends_with(o orders, r refunds) returns boolean language sql stable
return o.status in ('cancelled', 'rejected', 'returned') and rfc3339(r.created_at) = o.timeline #>> '{-1,at}';

-- The refund of a payment reached another status: the payment and its order follow. Returns the pushes.
create or replace function follow_refund(p_refund uuid) returns json language plpgsql as $$
declare
  r refunds;
  p payments;
  o orders;
  a order_adjustments;
  v_to text;
  v_push json;
  v_pushes json[];
begin
  -- nothing is left to ask the service
  delete from provider_calls where refund_id = p_refund;
  select * into strict r from refunds where id = p_refund;
  select * into strict p from payments where id = r.payment_id;
  select * into strict o from orders where id = p.order_id;
  -- of a person who has left, the bank account was kept for this alone (forget_account)
  delete from payers y where y.payment_id = p.id and exists (select from accounts x where x.id = o.account_id and x.deleted_at is not null)
    and not exists (select from refunds x where x.payment_id = p.id and is_unsettled(x, p));
  select case when coalesce(sum(x.amount), 0) = 0 then 'succeeded' when sum(x.amount) < p.amount then 'partially_refunded' else 'refunded' end into v_to
    from refunds x where x.payment_id = p.id and x.status = 'succeeded' and x.reason <> 'not_owed';
  if r.status = 'failed' and r.reason <> 'not_owed' and not_refunded(p) <= 0 then
    -- the customer has the money all the same: it was refunded elsewhere, or the bank took it back
    return '[]';
  end if;
  select * into a from order_adjustments where refund_id = r.id;
  if r.status = 'failed' or a.number is not null or ends_with(o, r) then
    -- without a notification: no payment was received, and of an adjustment or the end of the order the customer was told when it was made
    update payments x set status = v_to, updated_at = now() from payment_transitions t
      where x.id = p.id and t.from_status = x.status and t.to_status = v_to and t.cause = 'refund' returning x.* into p;
    v_push := case when found then append_event(o.account_id, 'payment:status_changed', payment_changed_json(p)) end;
  else
    v_push := move_payment(p.id, v_to, 'refund');
  end if;
  v_pushes := case when v_push is not null then array[v_push] end;
  if r.status = 'succeeded' then
    perform mail_of_order(o.account_id, 'order_refunded', jsonb_strip_nulls(jsonb_build_object('orderId', o.id, 'amount', money(r.amount, r.currency),
      'reason', a.reason)), r.id::text);
  end if;
  if r.status = 'failed' then
    v_pushes := v_pushes || array(select json_array_elements(notify_of(o.account_id, 'refund:failed', json_build_object('orderId', o.id, 'paymentId', r.payment_id))))
      || append_push('{"roles":["manager"]}', 'refund:failed', json_build_object('orderId', o.id, 'refundId', r.id, 'amount', money(r.amount, r.currency)));
  end if;
  if v_pushes is not null or a.number is not null then
    update orders x set version = x.version + 1 where x.id = o.id and x.payment_id = r.payment_id returning x.* into o;
  end if;
  if a.number is not null then
    v_pushes := v_pushes || append_event(o.account_id, 'order:adjusted', adjusted_json(o, a));
  end if;
  return coalesce(to_json(v_pushes), '[]');
end $$;

-- A service reports the status of a refund. Every step leads forward, from pending to succeeded to failed: money that did arrive can come back to the
-- service, and a refund that has failed stays so. What was settled by hand no longer follows the service.
create or replace function settle_refund(p_refund uuid, p_status text, p_reference text) returns json language plpgsql as $$
declare
  v_before text;
  v_refund refunds;
begin
  perform lock_payments((select payment_id from refunds where id = p_refund));
  select status into v_before from refunds where id = p_refund;
  update refunds r set status = p_status, reference = coalesce(p_reference, r.reference), updated_at = now()
    where r.id = p_refund and r.settled_by is null and (r.status = 'pending' or (r.status = 'succeeded' and p_status = 'failed'))
    returning r.* into v_refund;
  if not found or p_status = 'pending' then
    return json_build_object('pushes', json_build_array());
  end if;
  perform post_refund(v_refund, v_before);
  return json_build_object('pushes', follow_refund(p_refund));
end $$;

-- Whether the customer still waits for the money of a refund, or for a part of it. A refund that failed is none once all has gone back in another way:
-- by a later refund, in the dashboard of the service, or in a dispute.
create or replace function is_unsettled(r refunds, p payments) returns boolean language sql stable
return r.status = 'pending' or (r.status = 'failed' and (r.reason = 'not_owed' or not_refunded(p) > 0));

-- Whether a person has to send the money. A bank's refunds are transfers that the shop makes itself, and so are those of what a courier has collected.
-- If only a part of a refund that failed is still with the shop, sending all of it would be too much: `order:refund` sends the rest.
create or replace function is_by_hand(r refunds, p payments) returns boolean language sql stable
return (r.status = 'failed' and (r.reason = 'not_owed' or not_refunded(p) >= r.amount)) or (r.status = 'pending' and p.provider in ('bank', 'door'));

-- The account that the money of a refund came from, if the bank has told it.
create or replace function payer_json(r refunds) returns json language sql stable as $$
  select json_strip_nulls(json_build_object('name', x.name, 'iban', x.iban))
  from payers x where x.payment_id = r.payment_id and coalesce(x.refund_id, x.payment_id) = case when r.reason = 'not_owed' then r.id else r.payment_id end
$$;

-- The contract's refund as managers see it.
create or replace function managed_refund_json(r refunds) returns json language sql stable as $$
  select json_strip_nulls(json_build_object('id', r.id, 'amount', money(r.amount, r.currency), 'reason', r.reason, 'status', r.status,
    'createdAt', rfc3339(r.created_at), 'orderId', o.id, 'orderNumber', o.number, 'paymentId', p.id, 'provider', p.provider,
    'paymentReference', p.reference, 'byHand', is_by_hand(r, p), 'payer', payer_json(r)))
  from payments p join orders o on o.id = p.order_id where p.id = r.payment_id
$$;

-- A manager has sent the money of a refund, once for each request. `refund_not_found` and `refund_not_by_hand` are refusals.
create or replace function settle_refund_once(p_actor uuid, p_request uuid, p_hash bytea, p_refund uuid) returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_actor, p_request, p_hash);
  r refunds;
  v_before text;
  v_pushes json;
begin
  if v_known is not null then
    return v_known;
  end if;
  perform lock_payments((select payment_id from refunds where id = p_refund));
  select * into r from refunds where id = p_refund;
  if r.id is null then
    return json_build_object('outcome', 'refund_not_found');
  elsif not exists (select from payments p where p.id = r.payment_id and is_by_hand(r, p)) then
    return json_build_object('outcome', 'refund_not_by_hand');
  end if;
  v_before := r.status;
  update refunds x set status = 'succeeded', settled_by = p_actor, updated_at = now() where x.id = r.id returning * into r;
  perform post_refund(r, v_before);
  v_pushes := follow_refund(r.id);
  return with_changes(store_answer(p_actor, p_request, p_hash, json_build_object('data', json_build_object('refund', managed_refund_json(r))), v_pushes),
    jsonb_build_object('status', v_before), jsonb_build_object('status', r.status), (select p.order_id from payments p where p.id = r.payment_id));
end $$;

-- A service reports a refund of a payment: ours (p_refund), or one that was made in its dashboard.
create or replace function record_refund(p_payment uuid, p_refund uuid, p_reference text, p_amount bigint, p_currency text, p_status text)
returns json language plpgsql as $$
declare
  r refunds;
begin
  perform lock_payments(p_payment);
  select * into r from refunds x where x.payment_id = p_payment and (x.id = p_refund or x.reference = p_reference);
  if r.id is null then
    insert into refunds (id, payment_id, amount, currency, reason, reference)
      values (uuid_v7(), p_payment, p_amount, p_currency, 'made_elsewhere', p_reference) returning * into r;
    perform post_refund(r, null);
  end if;
  return settle_refund(r.id, p_status, p_reference);
end $$;

-- A service reports a dispute. Managers are told when it opens and when it ends; a dispute that has ended stays so. What a bank gives back after the
-- order was given up is the customer's.
create or replace function record_dispute(p_payment uuid, p_reference text, p_amount bigint, p_currency text, p_reason text, p_status text)
returns json language plpgsql as $$
declare
  o orders := lock_payments(p_payment);
  p payments;
  v_before disputes;
  v_dispute disputes;
begin
  select * into v_before from disputes where payment_id = p_payment and reference = p_reference;
  insert into disputes as d (payment_id, reference, amount, currency, reason, status)
    values (p_payment, p_reference, p_amount, p_currency, p_reason, p_status)
    on conflict (payment_id, reference) do update set status = excluded.status, amount = excluded.amount, updated_at = now()
      where d.status = 'open' and (d.status, d.amount) is distinct from (excluded.status, excluded.amount)
    returning d.* into v_dispute;
  if not found then
    return json_build_object('pushes', json_build_array());
  end if;
  perform post_dispute(v_dispute, v_before);
  select * into p from payments where id = p_payment and status in ('succeeded', 'partially_refunded');
  if v_dispute.status = 'won' and p.id <> o.payment_id then
    perform refund_rest(p, 'paid_twice');
  elsif v_dispute.status = 'won' and p.id is not null and (o.status in ('cancelled', 'rejected', 'expired') or (o.status = 'returned' and not is_charged(o.id))) then
    perform refund_rest(p, 'order_ended');
  end if;
  return json_build_object('pushes', json_build_array(append_push('{"roles":["manager"]}', 'payment:disputed', json_build_object(
    'orderId', o.id, 'paymentId', p_payment, 'amount', money(p_amount, p_currency), 'cause', p_reason, 'status', p_status))));
end $$;
