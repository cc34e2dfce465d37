/** What the ledger says beside the orders. */
import type { Queryable } from '../database/database.ts'
import { amountText, type Finding } from './finding.ts'

/** A statement reads so many rows of the ledger, or a day of what was collected: it is short and holds little, however large the books are. */
const rowsAtOnce = 20_000

/**
 * No transaction lasts longer: what is older has been committed, and can be read in parts. The rest is compared by one statement, because what
 * happens meanwhile would differ from part to part.
 */
const settledAfterMs = 10 * 60_000

const dayMs = 24 * 60 * 60_000

/** By account and currency. */
type Sums = { account: string; currency: string; amount: number }[]

const strayLimit = 100
const ofEntries = "(e.account = 'unmatched' or (e.account like 'cash:_%' and e.account <> 'cash:shop'))"

const ledgerSql = `
  with page as materialized (select * from ledger where id > $1 order by id limit $2), entry as (
    select e.account, p.currency, sum(e.amount)::bigint as amount
    from page p cross join unnest(p.accounts, p.amounts) e(account, amount) where p.at < $3 and ${ofEntries} group by e.account, p.currency
  )
  select (select max(p.id) from page p) as last,
    -- the constraint has checked each row when it was posted: this finds what was changed past it
    array(select p.id from page p where not sums_to_zero(p.amounts) order by p.id limit ${strayLimit}) as unbalanced,
    array(select p.id from page p where p.order_id is not null
      and not exists (select from orders o where o.id = p.order_id and o.placed_at >= ledger_began()) order by p.id limit ${strayLimit}) as stray,
    coalesce((select json_agg(e) from entry e), '[]') as sums`

interface Page {
  last: number | null
  unbalanced: number[]
  stray: number[]
  sums: Sums
}

/** What each of the staff collected, less what they handed over, from $1 to $2. Each person can have one account in each currency. */
const carriedSql = `
  select 'cash:' || c.account_id as account, c.currency, c.amount
  from collections c join payments p on p.id = c.payment_id join orders o on o.id = p.order_id
  where c.method = 'cash' and o.placed_at >= ledger_began() and c.at >= $1 and c.at < $2
  union all
  select 'cash:' || h.account_id, h.currency, h.difference - h.amount
  from cash_handovers h where h.at >= ledger_began() and h.at >= $1 and h.at < $2`

const daySql = `select x.account, x.currency, sum(x.amount)::bigint as amount from (${carriedSql}) x group by x.account, x.currency`

/** $3: what was found in the ledger before $1, $4: what was expected. What a bank has told and no order took is listed as a whole. */
const differingSql = `
  select x.account, a.login, x.currency, sum(x.expected)::bigint as expected, sum(x.found)::bigint as found
  from (
    select f.account, f.currency, 0 as expected, f.amount as found from jsonb_to_recordset($3) f(account text, currency text, amount bigint)
    union all select f.account, f.currency, f.amount, 0 from jsonb_to_recordset($4) f(account text, currency text, amount bigint)
    union all select e.account, e.currency, 0, e.amount from ledger_entries e where e.at >= $1 and e.at < $2 and ${ofEntries}
    union all select c.account, c.currency, c.amount, 0 from (${carriedSql}) c
    union all select 'unmatched', u.currency, -u.amount, 0 from unmatched_transfers u where u.at >= ledger_began()
  ) x left join accounts a on 'cash:' || a.id = x.account
  group by x.account, a.login, x.currency having sum(x.expected) <> sum(x.found) order by x.account, x.currency`

interface Differing {
  account: string
  login: string | null
  currency: string
  expected: number
  found: number
}

const addTo = (sums: Map<string, Sums[number]>, more: Sums) => {
  for (const { account, currency, amount } of more) {
    const key = `${account} ${currency}`
    sums.set(key, { account, currency, amount: (sums.get(key)?.amount ?? 0) + amount })
  }
}

const describe = ({ account, login, currency, expected, found }: Differing): Finding => {
  const sign = account === 'unmatched' ? -1 : 1
  const [is, shouldBe] = [found, expected].map((amount) => amountText({ amount: sign * amount, currency }))
  return account === 'unmatched'
    ? `unmatched transfers: ${is} in the ledger, and ${shouldBe} are listed`
    : `cash with ${login}: ${is} in the ledger, and ${shouldBe} were collected and not handed over`
}

/** Reads the ledger in the order of its ids. Returns the sums of what was posted before `until`; `tell` gets each row that is wrong by itself. */
const readLedger = async (database: Queryable, until: string, atOnce: number, tell: (finding: Finding) => void): Promise<Sums> => {
  const sums = new Map<string, Sums[number]>()
  for (let after = 0; ; ) {
    const [page] = await database.query<Page>(ledgerSql, [after, atOnce, until])
    if (!page || page.last === null) return [...sums.values()]
    for (const id of page.unbalanced) tell(`ledger row ${id}: does not sum to zero`)
    for (const id of page.stray) tell(`ledger row ${id}: its order does not exist, or is from before the ledger`)
    addTo(sums, page.sums)
    after = page.last
  }
}

/** What was collected and handed over since the ledger began and before `until`, a day at a time. */
const readCollected = async (database: Queryable, until: string): Promise<Sums> => {
  const sums = new Map<string, Sums[number]>()
  const [began] = await database.query<{ at: string }>("select rfc3339(ledger_began() - interval '1 second') as at")
  const end = Date.parse(until)
  for (let from = began ? Date.parse(began.at) : end; from < end; from += dayMs)
    addTo(
      sums,
      await database.query<Sums[number]>(daySql, [new Date(from).toISOString(), new Date(Math.min(from + dayMs, end)).toISOString()]),
    )
  return [...sums.values()]
}

interface Parts {
  atOnce?: number
  settledAfter?: number
}

/** Calls `tell` with each row of the ledger that is wrong by itself, and with what differs from the cash and from the unmatched transfers. */
export const checkRest = async (
  database: Queryable,
  tell: (finding: Finding) => void,
  { atOnce = rowsAtOnce, settledAfter = settledAfterMs }: Parts = {},
): Promise<void> => {
  const [now] = await database.query<{ at: string }>('select rfc3339(now()) as at')
  const until = new Date(Date.parse(now?.at ?? '') - settledAfter).toISOString()
  const [found, collected] = [await readLedger(database, until, atOnce, tell), await readCollected(database, until)]
  const bind = [until, 'infinity', JSON.stringify(found), JSON.stringify(collected)]
  for (const differing of await database.query<Differing>(differingSql, bind)) tell(describe(differing))
}
