import { expect } from 'chai'
import { checkBooks } from '../../src/books/check.ts'
import type { Database } from '../../src/database/database.ts'
import type { Provider } from '../../src/payments/providers/provider.ts'

/** Fails with every difference between the ledger and the orders, payments, refunds, disputes and the lists of the services. */
export const expectBooks = async (database: Database, providers: Iterable<Provider> = []): Promise<void> => {
  const findings: string[] = []
  await checkBooks(database, { providers }, (finding) => findings.push(finding))
  expect(findings).to.deep.equal([])
}
