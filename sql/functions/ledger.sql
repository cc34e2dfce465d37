-- The ledger: what moves money posts here, in the same transaction. docs/books.md has the accounts and an example.
-- A row waits for no lock, and nothing is posted for an order until money moves or it is delivered.
-- uses: totals

-- Orders that were placed before this moment are not in the ledger.
create or replace function ledger_began() returns timestamptz language sql stable parallel safe
return (select at from ledger where kind = 'beginning');

-- The ledger by entry: positive is debit, negative is credit.
create or replace view ledger_entries as
select l.id, l.at, l.kind, l.order_id, l.payment_id, l.refund_id, l.currency, e.account, e.amount
from ledger l cross join unnest(l.accounts, l.amounts) e(account, amount);

-- Posts one transaction. Entries of zero are left out; a transaction without entries, or of an order from before the ledger, is not posted.
create or replace function post_entries(p_kind text, p_order uuid, p_payment uuid, p_refund uuid, p_currency text, p_accounts text[], p_amounts bigint[])
returns void language sql as $$
  insert into ledger (kind, order_id, payment_id, refund_id, currency, accounts, amounts)
  select p_kind, p_order, p_payment, p_refund, p_currency, array_agg(e.account order by e.n), array_agg(e.amount order by e.n)
  from unnest(p_accounts, p_amounts) with ordinality e(account, amount, n)
  where e.amount <> 0 and (p_order is null or (select o.placed_at from orders o where o.id = p_order) >= ledger_began())
  having count(*) > 0
$$;

-- Money arrived for a payment: at its payment service, on the card terminal, or in the courier's hand.
create or replace function post_payment(p payments, p_amount bigint, p_currency text) returns void language sql as $$
  select post_entries('payment', p.order_id, p.id, null, p_currency, array[
    case when p.provider <> 'door' then 'provider:' || p.provider when p.method = 'pos' then 'terminal' else 'cash:' || p.collected_by end,
    'customers'], array[p_amount, -p_amount])
$$;

-- Where the money of a refund is. One that is not requested, or has failed, is owed to the customer.
create or replace function refund_account(p_status text, p_provider text, p_settled_by uuid) returns text language sql immutable parallel safe
return case p_status when 'pending' then 'refunds'
  when 'succeeded' then case when p_provider = 'door' or (p_settled_by is not null and p_provider <> 'bank') then 'sent_by_hand' else 'provider:' || p_provider end
  else 'customers' end;

-- Whether the order is a sale.
create or replace function is_charged(p_order uuid) returns boolean language sql stable
return exists (select from ledger l where l.order_id = p_order and l.kind = 'charge');

-- What of an amount that goes back to the customer past the adjustments of the order, by a refund made elsewhere or by a lost dispute, the shop loses:
-- all of a sale that was not owed to the customer anyway.
create or replace function lost_of(p_order uuid, p_currency text, p_amount bigint) returns bigint language sql stable as $$
  select case when is_charged(p_order) then p_amount - least(p_amount, greatest(coalesce(-sum(e.amount), 0), 0))::bigint else 0 end
  from ledger_entries e where e.order_id = p_order and e.currency = p_currency and e.account = 'customers'
$$;

-- A refund has another status than before; null: it is new.
create or replace function post_refund(r refunds, p_before text) returns void language sql as $$
  select post_entries(case r.status when 'pending' then 'refund_requested' when 'succeeded' then 'refund_sent' else 'refund_failed' end,
    p.order_id, p.id, r.id, r.currency, array[f.account, 'losses', t.account], array[r.amount - l.lost, l.lost, -r.amount])
  from payments p, refund_account(p_before, p.provider, null) f(account), refund_account(r.status, p.provider, r.settled_by) t(account),
    lateral (select case when p_before is null and r.reason = 'made_elsewhere' then lost_of(p.order_id, r.currency, r.amount) else 0 end as lost) l
  where p.id = r.payment_id and f.account <> t.account
$$;

-- A dispute is new (p_before.payment_id is null), or has another status or amount. The bank takes the money when it opens.
create or replace function post_dispute(d disputes, p_before disputes) returns void language sql as $$
  select post_entries('dispute_opened', p.order_id, p.id, null, d.currency, array['disputes', 'provider:' || p.provider],
    array[d.amount - coalesce(p_before.amount, 0), coalesce(p_before.amount, 0) - d.amount])
  from payments p where p.id = d.payment_id;
  select post_entries('dispute_won', p.order_id, p.id, null, d.currency, array['provider:' || p.provider, 'disputes'], array[d.amount, -d.amount])
  from payments p where p.id = d.payment_id and d.status = 'won';
  select post_entries('dispute_lost', p.order_id, p.id, null, d.currency, array['customers', 'losses', 'disputes'],
    array[d.amount - l.lost, l.lost, -d.amount])
  from payments p, lost_of(p.order_id, d.currency, d.amount) l(lost) where p.id = d.payment_id and d.status = 'lost';
$$;

-- The tax that an amount includes, half a minor unit up. No tax where there is no rate.
create or replace function tax_in(p_amount bigint, p_rate numeric) returns bigint language sql immutable parallel safe
return coalesce(round(p_amount * p_rate / (100 + p_rate)), 0)::bigint;

-- What an order sold at each tax rate: base and tax are those of the order; dishes, delivery and discount include the tax. Without taxes the rate is
-- null. Lines that replace others are paid with those. An order does not store the rate of its delivery, nor what its discount is taken off: both follow from its amounts.
-- src/orders/taxes.ts divides a discount in the same way.
create or replace function sold_at_rates(o orders)
returns table (rate numeric, dishes bigint, delivery bigint, discount bigint, base bigint, tax bigint) language sql stable as $$
  with paid as (
    select (t ->> 0)::numeric as rate, (t ->> 1)::bigint as base, (t ->> 2)::bigint as tax from jsonb_array_elements(o.taxes) t
    union all
    select null, order_total(o) - o.tip, 0 where o.taxes = '[]'
  ), dish as (
    select x.rate, sum(x.amount)::bigint as amount, sum(sum(x.amount)) over () as whole
    from (
      select case when o.taxes <> '[]' then coalesce(i.tax_rate, (select max(p.rate) from paid p)) end as rate, i.unit_price * i.quantity as amount
      from order_items i where i.order_id = o.id and i.replaces is null
    ) x group by x.rate
  ), share as (
    select d.rate, d.amount, div(d.amount::numeric * o.discount, nullif(d.whole, 0)) as taken,
      row_number() over (order by mod(d.amount::numeric * o.discount, nullif(d.whole, 0)) desc, d.rate) as n
    from dish d
  ), rates as (
    select coalesce(p.rate, s.rate) as rate, coalesce(s.amount, 0) as dishes, coalesce(p.base, 0) as base, coalesce(p.tax, 0) as tax,
      coalesce(s.taken + (s.n <= o.discount - sum(s.taken) over ())::int, 0)::bigint as off
    from paid p full join share s on coalesce(s.rate, -1) = coalesce(p.rate, -1)
  ), known as (
    select r.*, not bool_or(r.base + r.tax <> r.dishes) over () and o.discount = o.delivery_fee as is_delivery_free,
      row_number() over (order by r.base + r.tax - r.dishes + r.off desc, r.rate desc) = 1 as is_of_delivery
    from rates r
  )
  select k.rate, k.dishes, case when k.is_of_delivery then o.delivery_fee else 0 end,
    case when not k.is_delivery_free then k.off when k.is_of_delivery then o.discount else 0 end, k.base, k.tax
  from known k
$$;

-- An adjustment takes something off a sale. What replaces a dish at another tax rate is sold.
create or replace function post_adjustment(o orders, a order_adjustments) returns void language sql as $$
  with taken as (
    select ':' || trim_scale((t ->> 0)::numeric) as suffix, (t ->> 1)::bigint as base, (t ->> 2)::bigint as tax
    from jsonb_array_elements(a.taxes) t where o.taxes <> '[]'
  ), entries as (
    select 'customers' as account, -a.amount as amount
    union all select 'tips', a.tip
    union all select case when t.base < 0 then 'sales' else 'returns' end || t.suffix, t.base from taken t
    union all select 'tax' || t.suffix, t.tax from taken t
    union all select 'returns', a.amount - a.tip where o.taxes = '[]'
  )
  select post_entries('adjustment', o.id, o.payment_id, a.refund_id, o.currency, array_agg(e.account), array_agg(e.amount)) from entries e
$$;

-- The order was delivered, or the shop keeps what was paid for it: the customer owes its price, and the shop has sold it. The cents that rounding leaves
-- are in the sales. What had gone back past the adjustments is lost.
create or replace function post_charge(o orders) returns void language sql as $$
  with sold as (
    select s.*, case when s.rate is not null then ':' || trim_scale(s.rate) else '' end as suffix,
      s.delivery - tax_in(s.delivery, s.rate) as net_delivery, s.discount - tax_in(s.discount, s.rate) as net_discount
    from sold_at_rates(o) s
  ), entries as (
    select 'customers' as account, order_total(o) as amount
    union all select 'tips', -o.tip
    union all select 'sales' || s.suffix, -(s.base - s.net_delivery + s.net_discount) from sold s
    union all select 'delivery' || s.suffix, -s.net_delivery from sold s
    union all select 'discounts' || s.suffix, s.net_discount from sold s
    union all select 'tax' || s.suffix, -s.tax from sold s where s.rate is not null
  )
  select post_entries('charge', o.id, o.payment_id, null, o.currency, array_agg(e.account), array_agg(e.amount)) from entries e;
  select post_adjustment(o, a) from order_adjustments a where a.order_id = o.id;
  select post_entries('adjustment', o.id, o.payment_id, null, o.currency, array['losses', 'customers'], array[x.lost, -x.lost])
  from (
    select greatest(0, least(
      (select sum(e.amount) from ledger_entries e where e.order_id = o.id and e.currency = o.currency and e.account = 'customers'),
      (select coalesce(sum(r.amount), 0) from payments p join refunds r on r.payment_id = p.id
        where p.order_id = o.id and r.reason = 'made_elsewhere' and r.status <> 'failed')
      + (select coalesce(sum(d.amount), 0) from payments p join disputes d on d.payment_id = p.id where p.order_id = o.id and d.status = 'lost')))::bigint as lost
  ) x;
$$;

-- A member of the staff has handed over cash. The difference to what they carried, where all of it was handed over, is a loss of the shop.
create or replace function post_hand_over(p_courier uuid, p_amount bigint, p_difference bigint, p_currency text) returns void language sql
return post_entries('hand_over', null, null, null, p_currency, array['cash:shop', 'losses', 'cash:' || p_courier],
  array[p_amount, -p_difference, p_difference - p_amount]);

-- A bank reports money whose reference is none of ours: once for each event.
create or replace function keep_unmatched(p_provider text, p_event text, p_reference text, p_amount bigint, p_currency text,
  p_payer jsonb default null)
returns void language sql as $$
  with kept as (
    insert into unmatched_transfers (provider, event_id, reference, amount, currency, payer)
      values (p_provider, p_event, p_reference, p_amount, p_currency, p_payer)
      on conflict do nothing returning *
  )
  select post_entries('unmatched', null, null, null, k.currency, array['provider:' || k.provider, 'unmatched'], array[k.amount, -k.amount]) from kept k
$$;

-- The event came again: what it had left with the unmatched transfers leaves them.
create or replace function take_unmatched(p_provider text, p_event text) returns void language sql as $$
  with taken as (
    delete from unmatched_transfers where provider = p_provider and event_id = p_event returning *
  )
  select post_entries('matched', null, null, null, t.currency, array['unmatched', 'provider:' || t.provider], array[t.amount, -t.amount])
  from taken t where t.at >= ledger_began()
$$;
