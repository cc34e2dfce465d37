/** What the ledger says beside the orders. */
import type { Queryable } from '../database/database.ts'
import { amountText, type Finding } from './finding.ts'

// the constraint has checked each row when it was posted: this finds what was changed past it
const unbalancedSql = 'select id from ledger where not sums_to_zero(amounts) order by id limit 100'

const strayLimit = 100
const straySql = `
  select l.id from ledger l where l.order_id is not null and not exists (select from orders o where o.id = l.order_id and o.placed_at >= ledger_began())
  order by l.id limit ${strayLimit}`

const unmatchedSql = `
  select currency, sum(expected)::bigint as expected, sum(found)::bigint as found
  from (
    select currency, amount as expected, 0 as found from unmatched_transfers where at >= ledger_began()
    union all select e.currency, 0, -e.amount from ledger_entries e where e.account = 'unmatched'
  ) x group by currency having sum(expected) <> sum(found) order by currency`

/** What each of the staff carries: what they collected less what they handed over. Each person can have one account in each currency. */
const cashSql = `
  select a.login, x.currency, sum(x.expected)::bigint as expected, sum(x.found)::bigint as found
  from (
    select c.account_id, c.currency, c.amount as expected, 0 as found
    from collections c join payments p on p.id = c.payment_id join orders o on o.id = p.order_id
    where c.method = 'cash' and o.placed_at >= ledger_began()
    union all select h.account_id, h.currency, h.difference - h.amount, 0 from cash_handovers h where h.at >= ledger_began()
    union all select split_part(e.account, ':', 2)::uuid, e.currency, 0, e.amount from ledger_entries e where e.account like 'cash:_%' and e.account <> 'cash:shop'
  ) x left join accounts a on a.id = x.account_id
  group by x.account_id, a.login, x.currency having sum(x.expected) <> sum(x.found) order by a.login, x.currency`

export const checkRest = async (database: Queryable): Promise<Finding[]> => {
  const unbalanced = await database.query<{ id: number }>(unbalancedSql)
  const stray = await database.query<{ id: number }>(straySql)
  const cash = await database.query<{ login: string; currency: string; expected: number; found: number }>(cashSql)
  const unmatched = await database.query<{ currency: string; expected: number; found: number }>(unmatchedSql)
  return [
    ...unbalanced.map(({ id }) => `ledger row ${id}: does not sum to zero`),
    ...stray.map(({ id }) => `ledger row ${id}: its order does not exist, or is from before the ledger`),
    ...cash.map(({ login, currency, expected, found }) => {
      const [is, shouldBe] = [found, expected].map((amount) => amountText({ amount, currency }))
      return `cash with ${login}: ${is} in the ledger, and ${shouldBe} were collected and not handed over`
    }),
    ...unmatched.map(({ currency, expected, found }) => {
      const [is, shouldBe] = [found, expected].map((amount) => amountText({ amount, currency }))
      return `unmatched transfers: ${is} in the ledger, and ${shouldBe} are listed`
    }),
  ]
}
