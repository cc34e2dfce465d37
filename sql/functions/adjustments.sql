-- What an order gives back after it was placed (`order_adjustments`), and what is left of its parts.
-- uses: values ledger lines

-- Shares an amount among parts in proportion. The units that rounding leaves go to the largest remainders, the first of equals first: so the shares
-- add up to the amount, and no share is larger than its part. src/orders/taxes.ts shares discounts in the same way.
create or replace function shares_of(p_amount bigint, p_parts bigint[]) returns bigint[] language sql immutable parallel safe as $$
  select coalesce(array_agg(s.floor + case when s.remainder > 0 and s.place <= p_amount - s.floors then 1 else 0 end order by s.n), '{}')::bigint[]
  from (
    select f.n, f.floor, f.remainder, row_number() over (order by f.remainder desc, f.n) as place, sum(f.floor) over () as floors
    from (
      select x.n, coalesce(div(p_amount::numeric * x.part, w.whole), 0) as floor, coalesce(mod(p_amount::numeric * x.part, w.whole), 0) as remainder
      from unnest(p_parts) with ordinality x(part, n)
      cross join (select nullif(sum(y), 0) as whole from unnest(p_parts) y) w
    ) f
  ) s
$$;

-- The promotion of a free delivery took its discount off the delivery, every other one off the dishes.
create or replace function is_delivery_free(o orders) returns boolean language sql stable
return o.discount > 0 and o.discount = o.delivery_fee
  and exists (select from redemptions r join promotions p on p.id = r.promotion_id where r.order_id = o.id and coalesce(r.free_delivery, p.free_delivery));

-- What each part of an order costs, its discount taken off, and what adjustments have left of it: the lines, the delivery and the tip. A line that
-- replaces portions of another has its price from that one. `cost` of all
-- parts together is the price of the order, and `amount` is what is left of that. The discount of dishes is shared by rate first, as the taxes of
-- the order were. A tip has no rate, and nothing has one where the shop showed no taxes.
create or replace function parts_left(o orders)
returns table (part text, line int, quantity int, amount bigint, cost bigint, rate numeric) language sql stable as $$
  with items as materialized (
    select i.line - 1 as line, i.quantity, i.quantity * i.unit_price as gross, coalesce(i.tax_rate, -1) as rate from order_items i where i.order_id = o.id and i.replaces is null
  ), rates as (
    select i.rate, array_agg(i.line order by i.line) as lines, array_agg(i.gross order by i.line) as grosses, sum(i.gross)::bigint as gross
    from items i group by i.rate
  ), shared as (
    select shares_of(case when is_delivery_free(o) then 0 else o.discount end, array_agg(r.gross order by r.rate)) as discounts,
      array_agg(r.rate order by r.rate) as rates
    from rates r
  ), lines as materialized (
    select x.line, x.gross - x.discount as cost, r.rate
    from shared s cross join unnest(s.rates, s.discounts) d(rate, discount) join rates r on r.rate = d.rate
    cross join unnest(r.lines, r.grosses, shares_of(d.discount, r.grosses)) x(line, gross, discount)
  ), taken as (
    -- portions that were amended are counted by the line
    select t.line, sum(t.quantity) filter (where a.kind = 'refund')::int as quantity, sum(t.amount)::bigint as amount
    from order_adjustments a cross join jsonb_to_recordset(a.lines) t(line int, quantity int, amount bigint) where a.order_id = o.id group by t.line
  ), replaced as (
    select s.replaces - 1 as line, sum(s.carried)::bigint as amount from order_items s where s.order_id = o.id and s.replaces is not null group by s.replaces
  ), every as (
    select l.line, l.cost, l.rate from lines l
    union all
    select s.line - 1, s.carried, coalesce(s.tax_rate, -1) from order_items s where s.order_id = o.id and s.replaces is not null
  ), adjusted as (
    select coalesce(sum(a.delivery), 0)::bigint as delivery, coalesce(sum(a.tip), 0)::bigint as tip from order_adjustments a where a.order_id = o.id
  ), delivered as (
    select case when is_delivery_free(o) then 0 else o.delivery_fee end as cost
  )
  select 'line', l.line, portions_left(i) - coalesce(t.quantity, 0), l.cost - coalesce(r.amount, 0) - coalesce(t.amount, 0), l.cost - coalesce(r.amount, 0),
    nullif(l.rate, -1)
  from every l join order_items i on i.order_id = o.id and i.line = l.line + 1 left join taken t on t.line = l.line left join replaced r on r.line = l.line
  union all
  -- of the taxes of the order, the delivery has the rate at which more is paid than for the dishes
  select 'delivery', null, null, d.cost - a.delivery, d.cost, (
    select (t ->> 0)::numeric from jsonb_array_elements(o.taxes) t
    where (t ->> 1)::bigint + (t ->> 2)::bigint > (select coalesce(sum(l.cost), 0) from lines l where l.rate = (t ->> 0)::numeric) limit 1)
  from delivered d cross join adjusted a
  union all
  select 'tip', null, null, o.tip - a.tip, o.tip, null from adjusted a
$$;

-- The taxes of the order that the rest of it no longer includes, after these parts of it are taken: so what is left and all adjustments together
-- include exactly the taxes of the order. p_before and p_after have what is left at each rate. More is left at the rate of what replaces something:
-- there the taxes are negative.
create or replace function taxes_taken(p_rates numeric[], p_before bigint[], p_after bigint[]) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_agg(jsonb_build_array(trim_scale(x.rate), x.before - x.after - x.tax, x.tax) order by x.rate), '[]')
  from (
    select s.rate, s.before, s.after, tax_in(s.before, s.rate) - tax_in(s.after, s.rate) as tax
    from (
      select r.rate, sum(r.before)::bigint as before, sum(r.after)::bigint as after
      from unnest(p_rates, p_before, p_after) r(rate, before, after) where r.rate is not null group by r.rate
    ) s where s.before <> s.after
  ) x
$$;

-- How much less than the tip was paid, because it was lowered before: the courier did not collect it.
create or replace function lowered_tip(p_order uuid) returns bigint language sql stable
return (select coalesce(sum(a.tip), 0)::bigint from order_adjustments a where a.order_id = p_order and a.refund_id is null);

-- The contract's `adjustment`.
create or replace function adjustment_json(a order_adjustments, p_currency text) returns json language sql stable as $$
  select json_strip_nulls(json_build_object('number', a.number, 'kind', a.kind,
    'lines', (select coalesce(json_agg(json_build_object('line', l.line, 'quantity', l.quantity, 'amount', money(l.amount, p_currency)) order by l.line), '[]')
      from jsonb_to_recordset(a.lines) l(line int, quantity int, amount bigint)),
    'delivery', money(a.delivery, p_currency), 'tip', money(a.tip, p_currency), 'amount', money(a.amount, p_currency),
    'taxes', (select coalesce(json_agg(json_build_object('rate', t -> 0, 'base', money((t ->> 1)::bigint, p_currency), 'tax', money((t ->> 2)::bigint, p_currency))), '[]')
      from jsonb_array_elements(a.taxes) t),
    'reason', a.reason, 'at', rfc3339(a.at),
    'refund', (select json_build_object('id', r.id, 'status', r.status) from refunds r where r.id = a.refund_id)))
$$;

-- The data of `order:adjusted`.
create or replace function adjusted_json(o orders, a order_adjustments) returns json language sql stable
return json_build_object('orderId', o.id, 'version', o.version, 'adjustment', adjustment_json(a, o.currency));
