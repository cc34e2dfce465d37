-- Finding and blocking customers.
-- uses: values accounts order-limits orders payments promotions stock answers

-- A customer as managers see it.
create or replace function customer_json(a accounts) returns json language sql stable as $$
  select json_strip_nulls(json_build_object('id', a.id, 'login', a.login, 'name', a.name, 'email', a.email, 'phone', a.phone,
    'createdAt', rfc3339(a.created_at), 'firstDeliveredAt', rfc3339(a.first_delivered_at), 'openOrders', n.open, 'unpaidOrders', n.unpaid,
    'blocked', case when a.blocked_at is not null then json_build_object('at', rfc3339(a.blocked_at), 'reason', a.blocked_reason) end))
  from open_orders(a.id) n
$$;

-- Blocks a customer, or ends the block (p_reason is null), once for each request. Blocking ends the orders that wait for a payment.
create or replace function block_customer_once(p_actor uuid, p_request uuid, p_hash bytea, p_customer uuid, p_reason text)
returns json language plpgsql as $$
declare
  a accounts;
  v_known json := claim_answer(p_actor, p_request, p_hash);
  v_blocked boolean;
  v_orders uuid[];
  v_id uuid;
  v_pushes json[];
begin
  if v_known is not null then
    return v_known;
  end if;
  -- placing takes this lock too
  perform 1 from feed_heads where account_id = p_customer for no key update;
  v_blocked := (select x.blocked_at is not null from accounts x where x.id = p_customer);
  if p_reason is not null then
    v_orders := array(select o.id from orders o where o.account_id = p_customer and o.status = 'awaiting_payment' order by o.id for no key update);
    perform 1 from payments p where p.order_id = any (v_orders) order by p.id for no key update;
  end if;
  update accounts x set blocked_at = case when p_reason is not null then coalesce(x.blocked_at, now()) end, blocked_reason = p_reason
    where x.id = p_customer and x.role = 'customer' and x.deleted_at is null returning * into a;
  if a.id is null then
    return json_build_object('outcome', 'customer_not_found');
  end if;
  foreach v_id in array coalesce(v_orders, '{}') loop
    v_pushes := v_pushes || array(select json_array_elements(change_order_status(v_id, 'expired', 'system', null, null, null) -> 'pushes'));
  end loop;
  perform return_redemptions(coalesce(v_orders, '{}'));
  perform release_reservations(coalesce(v_orders, '{}'));
  v_pushes := v_pushes || array(select json_array_elements(account_changed(p_customer) -> 'pushes'));
  return with_changes(
    store_answer(p_actor, p_request, p_hash, json_build_object('data', json_build_object('customer', customer_json(a))), to_json(v_pushes)),
    jsonb_build_object('blocked', v_blocked), jsonb_build_object('blocked', p_reason is not null));
end $$;
