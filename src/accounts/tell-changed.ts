import type { AccountPart } from '../contract/index.ts'
import type { Transaction } from '../database/database.ts'

/** Tells the customer's devices what the transaction changes. It locks the feed head, so call it before the change. */
export const tellChanged = async (transaction: Transaction, accountId: string, changed: readonly AccountPart[]): Promise<void> => {
  if (changed.length > 0) await transaction.call('tell_account_changed', [accountId, changed])
}
