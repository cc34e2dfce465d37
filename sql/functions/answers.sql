-- The stored answers of requests that change something, where one statement is the whole transaction.
-- src/answers does the same for requests that need several statements.
-- uses: values orders ratings audit

-- The rows of requests, found by their keys: one row for each, however often a batch repeats the request. The plan is kept, so it must be right for partitions that are empty now and hold millions of rows later:
-- for an empty one, the planner would take a scan of all rows.
create or replace function answers_to(p_accounts uuid[], p_requests uuid[]) returns setof answers language plpgsql stable rows 1
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  return query select a.* from (select distinct * from unnest(p_accounts, p_requests)) r(account_id, request_id)
    join answers a on a.account_id = r.account_id and a.request_id = r.request_id;
end $$;

-- The answer of a request, if there is one: a stored one, or that of a placed order.
create or replace function stored_answer(p_account uuid, p_request uuid) returns table (body_hash bytea, answer json) language sql stable as $$
  select a.body_hash, a.answer from answers_to(array[p_account], array[p_request]) a
  union all
  select o.body_hash, placing_answer(o) from orders o where o.account_id = p_account and o.request_id = p_request and is_answered(o)
  limit 1
$$;

-- Claims a request for this transaction: a repetition that arrives meanwhile waits. Returns null for a new request, whose answer the caller stores with
-- store_answer, or the result of a request that changes nothing: { outcome: 'answered', answer }, or 'request_id_reused' if the stored request had
-- another body. Locks the feed head of the account that asks. Staff have none: they lock the request itself.
create or replace function claim_answer(p_account uuid, p_request uuid, p_hash bytea) returns json language plpgsql as $$
declare
  v_hash bytea;
  v_answer json;
begin
  perform 1 from feed_heads where account_id = p_account for no key update;
  if not found then
    perform pg_advisory_xact_lock(hashtextextended(p_request::text, 0));
  end if;
  select s.body_hash, s.answer into v_hash, v_answer from stored_answer(p_account, p_request) s;
  return case
    when v_hash = p_hash then json_build_object('outcome', 'answered', 'answer', v_answer)
    when v_hash is not null then json_build_object('outcome', 'request_id_reused')
  end;
end $$;

-- Stores the answer of a claimed request and returns the result of the request.
create or replace function store_answer(p_account uuid, p_request uuid, p_hash bytea, p_answer json, p_pushes json) returns json language plpgsql as $$
begin
  insert into answers (account_id, request_id, body_hash, answer) values (p_account, p_request, p_hash, p_answer);
  return json_build_object('outcome', 'answered', 'answer', p_answer, 'pushes', p_pushes);
end $$;

-- Replaces the answer of a request, if it is still there. The caller has locked the feed head.
create or replace function replace_answer(p_account uuid, p_request uuid, p_answer json) returns void language plpgsql as $$
begin
  update answers set answer = p_answer where account_id = p_account and request_id = p_request;
  if not found then
    insert into answers (account_id, request_id, body_hash, answer)
      select o.account_id, o.request_id, o.body_hash, p_answer from orders o where o.account_id = p_account and o.request_id = p_request and is_answered(o);
  end if;
end $$;

-- Stores the answer of the request that placed a locked order, as it is before its lines are changed.
create or replace function keep_placing_answer(o orders) returns void language sql as $$
  insert into answers (account_id, request_id, body_hash, answer)
  select o.account_id, o.request_id, o.body_hash, placing_answer(o)
  where is_answered(o) and not exists (select from answers_to(array[o.account_id], array[o.request_id]))
$$;

-- Runs a function of orders.sql or payments.sql that changes an order, once for each request, and stores its answer: for the customer the order as it
-- is now, without what only the staff see; for the staff its id. A refusal is returned as it is, and stored nowhere. p_function comes from src/orders/change.ts, never from a client.
create or replace function change_order_once(p_account uuid, p_request uuid, p_hash bytea, p_function text, p_order uuid, p_args text[])
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_account, p_request, p_hash);
  v_is_own boolean;
  v_before jsonb;
  v_result json;
  v_answer json;
begin
  if v_known is not null then
    return v_known;
  end if;
  select o.account_id = p_account into v_is_own from orders o where o.id = p_order;
  if not v_is_own then
    v_before := audited_order(p_order, p_function not in ('assign_order', 'pick_up_order'));
  end if;
  execute format('select %I(%L%s)', p_function, p_order,
    (select string_agg(', ' || quote_nullable(a.value), '' order by a.n) from unnest(p_args) with ordinality a(value, n))) into v_result;
  if v_result ->> 'outcome' <> 'changed' then
    return v_result;
  end if;
  if v_is_own then
    select json_build_object('changed', json_build_object('order', to_jsonb(o) - '{staff_notes,courier_id,stranded_at,last_step,phones,taken_by}'::text[], 'rating', (select rating_json(r) from ratings r where r.order_id = o.id)))
      into strict v_answer from order_rows o where o.id = p_order;
    return store_answer(p_account, p_request, p_hash, v_answer, v_result -> 'pushes');
  end if;
  v_result := store_answer(p_account, p_request, p_hash, json_build_object('data', json_build_object('orderId', p_order)), v_result -> 'pushes');
  return with_changes(v_result, v_before, audited_order(p_order, false));
end $$;

-- What the audit log says of an order before and after a step of the staff. With p_lock it cannot change in between; giving an order to a courier locks
-- the courier's shift before the order (docs/locks.md), so there the step of another member of the staff may come in between.
create or replace function audited_order(p_order uuid, p_lock boolean) returns jsonb language plpgsql as $$
declare
  v_json jsonb;
begin
  if p_lock then
    perform lock_order(p_order);
  end if;
  select jsonb_build_object('status', o.status, 'courierId', o.courier_id, 'delayMinutes', o.delay_minutes, 'atDoorUntil', rfc3339(o.at_door_until),
    'total', order_total(o), 'adjusted', o.adjusted, 'paymentStatus', p.status) into v_json
    from orders o join payments p on p.id = o.payment_id where o.id = p_order;
  return v_json;
end $$;

-- Receives goods, once for each request. `ingredient_not_found` is a refusal.
create or replace function receive_stock_once(p_account uuid, p_request uuid, p_hash bytea, p_ingredient uuid, p_quantity bigint)
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_account, p_request, p_hash);
begin
  if v_known is not null then
    return v_known;
  end if;
  if not receive_stock(p_ingredient, p_quantity, p_account) then
    return json_build_object('outcome', 'ingredient_not_found');
  end if;
  return with_changes(store_answer(p_account, p_request, p_hash, json_build_object('data', json_build_object('stock', stock_json(p_ingredient))), '[]'),
    (select jsonb_build_object('onHand', s.on_hand - p_quantity) from stock_of(p_ingredient) s),
    (select jsonb_build_object('onHand', s.on_hand) from stock_of(p_ingredient) s));
end $$;

-- Corrects what is on hand, once for each request. `ingredient_not_found` is a refusal.
create or replace function adjust_stock_once(p_account uuid, p_request uuid, p_hash bytea, p_ingredient uuid, p_on_hand bigint, p_cause text, p_note text)
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_account, p_request, p_hash);
  v_result json;
begin
  if v_known is not null then
    return v_known;
  end if;
  v_result := adjust_stock(p_ingredient, p_on_hand, p_cause, p_note, p_account);
  if not (v_result ->> 'known')::boolean then
    return json_build_object('outcome', 'ingredient_not_found');
  end if;
  return with_changes(store_answer(p_account, p_request, p_hash, json_build_object('data', json_build_object('stock', stock_json(p_ingredient))), v_result -> 'pushes'),
    jsonb_build_object('onHand', v_result -> 'before'), jsonb_build_object('onHand', p_on_hand));
end $$;

-- Cancels a request to the store, once for each request of the client. `restock_not_found` and `restock_closed` are refusals.
create or replace function cancel_restock_once(p_account uuid, p_request uuid, p_hash bytea, p_restock uuid) returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_account, p_request, p_hash);
  v_ingredient uuid;
begin
  if v_known is not null then
    return v_known;
  end if;
  v_ingredient := cancel_restock(p_restock, p_account);
  if v_ingredient is null then
    return json_build_object('outcome', case when exists (select from restock_requests where id = p_restock) then 'restock_closed' else 'restock_not_found' end);
  end if;
  return store_answer(p_account, p_request, p_hash, json_build_object('data', json_build_object('stock', stock_json(v_ingredient))), '[]');
end $$;
