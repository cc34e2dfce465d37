/** Proves that orders, payments, refunds and disputes agree with the ledger: works out anew what each order's accounts must come to. */
import type { Queryable } from '../database/database.ts'
import { amountText, type Finding } from './finding.ts'
import type { Range } from './range.ts'

const atOnce = 5000

// a short statement for some orders at a time: a long one would hold back the cleaning of rows (docs/decisions/0016-…)
const pageSql = `
  with picked as materialized (
    select * from orders where id > $1 and id < $2 and placed_at >= $3 and placed_at < $4 order by id limit ${atOnce}
  ), paying as materialized (
    select p.*, case when p.provider <> 'door' then 'provider:' || p.provider when p.method = 'pos' then 'terminal' else 'cash:' || p.collected_by end as account
    from picked o join payments p on p.order_id = o.id
  ), sale as (
    select o.id, o.currency, x.account, x.amount
    from picked o
    cross join lateral (select coalesce(sum(a.tip), 0)::bigint as tip from order_adjustments a where o.adjusted > 0 and a.order_id = o.id) given
    cross join lateral (
      select 'customers' as account, o.subtotal - o.discount + o.delivery_fee + o.tip - o.adjusted as amount
      union all select 'tips', given.tip - o.tip
      union all select 'income', -(o.subtotal - o.discount + o.delivery_fee - (o.adjusted - given.tip)) where o.taxes = '[]'
      union all select x.name || ':' || trim_scale((t.tax ->> 0)::numeric), t.sign * (t.tax ->> x.at)::bigint
        from (
          select t as tax, -1 as sign from jsonb_array_elements(o.taxes) t
          union all select t, 1 from order_adjustments a, jsonb_array_elements(a.taxes) t where (o.adjusted > 0 or o.amended) and a.order_id = o.id and o.taxes <> '[]'
        ) t, (values ('income', 1), ('tax', 2)) x(name, at)
    ) x
    -- an order that was returned is a sale where the shop keeps the money
    where o.status = 'delivered' or (o.status = 'returned' and is_charged(o.id))
  ), expected(order_id, currency, account, amount) as (
    select * from sale
    union all
    select p.order_id, p.currency, x.account, x.amount from paying p, lateral (values (p.account, p.amount), ('customers', -p.amount)) x(account, amount)
      where p.status in ('succeeded', 'partially_refunded', 'refunded')
    union all
    select p.order_id, r.currency, x.account, x.amount
      from paying p join refunds r on r.payment_id = p.id, lateral (values (p.account, r.amount), ('customers', -r.amount)) x(account, amount)
      where r.reason = 'not_owed'
    union all
    select p.order_id, r.currency, x.account, x.amount
      from paying p join refunds r on r.payment_id = p.id, lateral (values
        ('customers', r.amount),
        (case when r.status = 'pending' then 'refunds' when p.provider = 'door' or (r.settled_by is not null and p.provider <> 'bank') then 'sent_by_hand'
          else p.account end, -r.amount)) x(account, amount)
      where r.status <> 'failed'
    union all
    select p.order_id, d.currency, x.account, x.amount
      from paying p join disputes d on d.payment_id = p.id, lateral (values
        (p.account, -d.amount), (case d.status when 'open' then 'disputes' else 'customers' end, d.amount)) x(account, amount)
      where d.status <> 'won'
  ), found as (
    select e.order_id, e.currency, case when e.account = 'losses' then 'customers'
      else regexp_replace(e.account, '^(sales|delivery|discounts|returns)', 'income') end as account, e.amount
    from picked o join ledger_entries e on e.order_id = o.id
  ), compared as (
    select order_id, currency, account, sum(expected)::bigint as expected, sum(found)::bigint as found
    from (select order_id, currency, account, amount as expected, 0 as found from expected union all select order_id, currency, account, 0, amount from found) x
    group by order_id, currency, account having sum(expected) <> sum(found)
  ), owing as (
    -- what customers owe, or is owed to them, when nothing can happen to the order any more
    select o.id, e.currency, sum(e.amount)::bigint as amount
    from picked o join ledger_entries e on e.order_id = o.id
    where e.account = 'customers' and o.status in ('delivered', 'returned', 'cancelled', 'rejected', 'expired')
      and not exists (select from paying p left join refunds r on r.payment_id = p.id and r.status = 'failed'
        left join disputes d on d.payment_id = p.id and d.status = 'open' where p.order_id = o.id and num_nonnulls(r.id, d.payment_id) > 0)
    group by o.id, e.currency having sum(e.amount) <> 0
  )
  select (select count(*) from picked)::int as orders, (select p.id from picked p order by p.id desc limit 1) as last,
    coalesce((select json_agg(json_build_object('number', o.number, 'account', c.account, 'currency', c.currency, 'expected', c.expected, 'found', c.found)
      order by o.number, c.account) from compared c join picked o on o.id = c.order_id), '[]') as differing,
    coalesce((select json_agg(json_build_object('number', o.number, 'currency', w.currency, 'amount', w.amount) order by o.number)
      from owing w join picked o on o.id = w.id), '[]') as owing`

interface Page {
  orders: number
  last: string | null
  differing: { number: number; account: string; currency: string; expected: number; found: number }[]
  owing: { number: number; currency: string; amount: number }[]
}

const describe = ({ differing, owing }: Page): Finding[] => [
  ...differing.map(({ number, account, currency, expected, found }) => {
    const [is, shouldBe] = [found, expected].map((amount) => amountText({ amount, currency }))
    return `order ${number}: ${account} is ${is} in the ledger and should be ${shouldBe}`
  }),
  ...owing.map(({ number, currency, amount }) => {
    const sum = amountText({ amount: Math.abs(amount), currency })
    return amount > 0
      ? `order ${number}: is over, and the customer owes ${sum}`
      : `order ${number}: is over, and ${sum} are owed to the customer`
  }),
]

/** Compares the orders that were placed in the range. Returns how many; `tell` gets each finding. */
export const checkOrders = async (database: Queryable, range: Range, tell: (finding: Finding) => void): Promise<number> => {
  let [checked, after] = [0, range.afterId]
  for (;;) {
    const [page] = await database.query<Page>(pageSql, [after, range.beforeId, range.from, range.to])
    if (!page?.last) return checked
    for (const finding of describe(page)) tell(finding)
    checked += page.orders
    after = page.last
  }
}
