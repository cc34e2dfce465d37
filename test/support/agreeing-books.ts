import { expect } from 'chai'
import { checkBooks } from '../../src/books/check.ts'
import { checkOrders } from '../../src/books/check-orders.ts'
import type { Database } from '../../src/database/database.ts'
import { maxUuid, nilUuid } from '../../src/database/uuids.ts'
import type { Provider } from '../../src/payments/providers/provider.ts'

/** Fails with every difference between the ledger and the orders, payments, refunds, disputes and the lists of the services. */
export const expectBooks = async (database: Database, providers: Iterable<Provider> = []): Promise<void> => {
  const findings: string[] = []
  await checkBooks(database, { providers }, (finding) => findings.push(finding))
  expect(findings).to.deep.equal([])
}

/** The same for the orders that were placed since a moment, without the lists: it costs no more when the database grows. */
export const expectOrdersInBooks = async (database: Database, from: string): Promise<void> => {
  const findings: string[] = []
  await checkOrders(database, { from, to: 'infinity', afterId: nilUuid, beforeId: maxUuid }, (finding) => findings.push(finding))
  expect(findings).to.deep.equal([])
}

/** For tests that let an order wait as if it had been placed the day before: it is in the ledger all the same. */
export const beginLedgerEarlier = (database: Database): Promise<unknown> =>
  database.transact(async (transaction) => {
    await transaction.query("set local session_replication_role = 'replica'")
    await transaction.query("update ledger set at = at - interval '2 days' where kind = 'beginning'")
  })
