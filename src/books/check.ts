import type { Database } from '../database/database.ts'
import type { Provider } from '../payments/providers/provider.ts'
import { checkOrders } from './check-orders.ts'
import { checkProvider } from './check-provider.ts'
import { checkRest } from './check-rest.ts'
import type { Finding } from './finding.ts'

interface Asked {
  providers: Iterable<Provider>
  /** Days on the clock of the shop, which belong to the range. Absent: since the ledger began, until now. */
  from?: string | undefined
  to?: string | undefined
  newsTakeMs?: number
}

export interface Checked {
  from: Date
  to: Date
  orders: number
  /** Payments and refunds that the payment services have. */
  listed: number
}

const rangeSql = `
  select x.from::text, x.to::text, rfc3339(x.from) as since, rfc3339(x.to) as until
  from (
    select greatest($1::date::timestamp at time zone z.zone, ledger_began()) as from, least(($2::date + 1)::timestamp at time zone z.zone, now()) as to
    from (select coalesce((select time_zone from store), 'UTC') as zone) z
  ) x`

/** Proves that orders, payments, refunds, disputes and the payment services agree with the ledger. `tell` gets each difference. */
export const checkBooks = async (
  database: Database,
  { providers, from, to, newsTakeMs = 3000 }: Asked,
  tell: (finding: Finding) => void,
): Promise<Checked> => {
  const [range] = await database.query<{ from: string; to: string; since: string; until: string }>(rangeSql, [from, to])
  if (!range) throw new Error('a range has no bounds')
  const orders = await checkOrders(database, range, tell)
  await checkRest(database, tell)
  const days = { from: new Date(range.since), to: new Date(range.until) }
  let listed = 0
  for (const provider of providers) listed += await checkProvider({ database, provider, newsTakeMs }, days, tell)
  return { ...days, orders, listed }
}
