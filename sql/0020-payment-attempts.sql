-- Which attempt to pay an order a payment is. Counted under the order's lock: ids come from the nodes' clocks, which may be wrong, and from
-- requests that may overtake each other, and two attempts with one number would have one creditor reference.

alter table payments add column attempt int not null default 0;
update payments p set attempt = n.attempt
  from (select id, row_number() over (partition by order_id order by created_at, id) - 1 as attempt from payments) n
  where n.id = p.id and n.attempt > 0;
alter table payments add constraint one_payment_an_attempt unique (order_id, attempt);
-- the constraint's index serves what this one was for
drop index payments_order;

-- Another attempt to pay, or another way. Returns { outcome, … } as the functions that advance an order do.
create or replace function retry_payment(p_order uuid, p_account uuid, p_payment uuid, p_method text, p_provider text, p_request uuid)
returns json language plpgsql as $$
declare
  o orders;
  v_old payments;
  p payments;
  v_push json;
  v_pushes json[];
begin
  o := lock_order(p_order);
  if o.id is null or o.account_id <> p_account then
    return json_build_object('outcome', 'order_not_found');
  end if;
  if o.status <> 'awaiting_payment' then
    return json_build_object('outcome', 'payment_not_awaited', 'status', o.status);
  end if;
  perform 1 from payments where order_id = o.id order by id for no key update;
  select * into v_old from payments where id = o.payment_id;
  v_push := give_up_payment(v_old.id, 'retry');
  v_pushes := case when v_push is not null then array[v_push] end;
  insert into payments (id, order_id, method, provider, status, amount, currency, request_id, attempt)
    values (p_payment, o.id, p_method, p_provider, case when p_provider = 'door' then 'requires_capture' else 'requires_payment_method' end,
      v_old.amount, v_old.currency, p_request, (select max(attempt) + 1 from payments where order_id = o.id))
    returning * into p;
  update orders x set payment_id = p.id, version = x.version + 1 where x.id = o.id;
  v_pushes := v_pushes || append_feed(o.account_id, 'payment:status_changed', payment_changed_json(p));
  if p_provider = 'door' then
    v_pushes := v_pushes || array(select json_array_elements(change_order_status(o.id, 'placed', 'system', null, null, null) -> 'pushes'));
  else
    insert into provider_calls (id, payment_id, kind) values (uuid_v7(), p.id, 'create');
  end if;
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;
