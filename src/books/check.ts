import type { Database } from '../database/database.ts'
import type { Provider } from '../payments/providers/provider.ts'
import { checkOrders } from './check-orders.ts'
import { checkProvider } from './check-provider.ts'
import { checkRest } from './check-rest.ts'
import type { Finding } from './finding.ts'
import { type Days, rangeOf } from './range.ts'

interface Asked extends Days {
  providers: Iterable<Provider>
  newsTakeMs?: number
}

export interface Checked {
  from: Date
  to: Date
  orders: number
  /** Payments and refunds that the payment services have. */
  listed: number
}

/** Proves that orders, payments, refunds, disputes and the payment services agree with the ledger. `tell` gets each difference. */
export const checkBooks = async (
  database: Database,
  { providers, newsTakeMs = 3000, ...asked }: Asked,
  tell: (finding: Finding) => void,
): Promise<Checked> => {
  const range = await rangeOf(database, asked)
  const orders = await checkOrders(database, range, tell)
  await checkRest(database, tell)
  const days = { from: new Date(range.since), to: new Date(range.until) }
  let listed = 0
  for (const provider of providers) listed += await checkProvider({ database, provider, newsTakeMs }, days, tell)
  return { ...days, orders, listed }
}
