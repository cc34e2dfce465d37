import * as contract from '../../contract/index.ts'
import { forgetCards } from '../../payments/forget-cards.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const cardForget = forCallerInTransaction(contract.cardForget, async ({ transaction, caller }) => {
  await forgetCards(transaction, caller.accountId)
  return {}
})
