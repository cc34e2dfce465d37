-- How much a customer may have open and order at once: `limits` of the store. src/orders/obstacles.ts has the same rules for quotes; a test compares
-- the two.
-- uses: values

-- The limits of the store for an account that is new, or that has received an order.
create or replace function limits_of(p_limits jsonb, p_known boolean) returns jsonb language sql immutable parallel safe
return case when p_known then p_limits - 'newAccount' else (p_limits - 'newAccount') || coalesce(p_limits -> 'newAccount', '{}') end;

-- Why an account must not place an order now, or null. p_open and p_unpaid count the orders that it has under way; p_value is the total.
create or replace function limit_obstacle(p_limits jsonb, p_blocked boolean, p_open bigint, p_unpaid bigint, p_method text, p_portions bigint, p_value bigint)
returns text language sql immutable parallel safe
return case
  when p_blocked then 'customer_blocked'
  when p_open >= (p_limits ->> 'openOrders')::bigint then 'too_many_open_orders'
  when p_method in ('qr', 'card') and p_unpaid >= (p_limits ->> 'unpaidOrders')::bigint then 'too_many_open_orders'
  when p_portions > (p_limits ->> 'portions')::bigint or p_value > (p_limits ->> 'orderValue')::bigint then 'order_too_large'
  when p_method = 'cash' and p_value > (p_limits ->> 'cashValue')::bigint then 'order_too_large'
end;

-- What is allowed, for the details of a refusal.
create or replace function allowed_json(p_limits jsonb, p_currency text) returns json language sql stable parallel safe
return json_strip_nulls(json_build_object(
  'openOrders', p_limits -> 'openOrders', 'unpaidOrders', p_limits -> 'unpaidOrders', 'portions', p_limits -> 'portions',
  'orderValue', case when p_limits ? 'orderValue' then money((p_limits ->> 'orderValue')::bigint, p_currency) end,
  'cashValue', case when p_limits ? 'cashValue' then money((p_limits ->> 'cashValue')::bigint, p_currency) end));

-- How many orders under way have to be counted to judge by these limits: no more than are allowed, and none where nothing is limited.
create or replace function counted_orders(p_limits jsonb) returns bigint language sql immutable parallel safe
return case when p_limits ->> 'openOrders' is not null then (p_limits ->> 'openOrders')::bigint when p_limits ->> 'unpaidOrders' is null then 0 end;

-- The orders of an account that are under way, and those of them that wait for a payment. Counts no more than p_most, if it is given. Returns a table of
-- one row, because the planner inlines only that. Names the statuses that are over, as the index orders_under_way does: the index of the queues, which the
-- planner would read whole while it takes the table for empty, has the others.
create or replace function open_orders(p_account uuid, p_most bigint default null) returns table (open bigint, unpaid bigint) language sql stable as $$
  select count(*), count(*) filter (where o.status = 'awaiting_payment') from (
    select status from orders
    where account_id = p_account and status not in ('delivered', 'returned', 'cancelled', 'rejected', 'expired') limit p_most
  ) o
$$;
