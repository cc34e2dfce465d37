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

-- The orders of an account that are under way, and those of them that wait for a payment. Returns a table of one row, because the planner inlines only that.
create or replace function open_orders(p_account uuid) returns table (open bigint, unpaid bigint) language sql stable as $$
  select count(*), count(*) filter (where status = 'awaiting_payment') from orders
  where account_id = p_account and status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit')
$$;
