import * as contract from '../../contract/index.ts'
import { listSubscriptions, removeSubscription } from '../../push/subscriptions.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const pushUnsubscribe = forCallerInTransaction(contract.pushUnsubscribe, async ({ input, transaction, caller }) => {
  await removeSubscription(transaction, caller, input.id)
  return listSubscriptions(transaction, caller)
})
