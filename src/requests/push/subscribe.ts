import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { listSubscriptions, saveSubscription } from '../../push/subscriptions.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const pushSubscribe = forCallerInTransaction(contract.pushSubscribe, async ({ input, transaction, caller, push }) => {
  if (push.key === undefined) throw new AppError('push_not_available')
  if (!push.isAllowed(input.endpoint)) throw new AppError('push_service_not_allowed')
  await saveSubscription(transaction, caller, input)
  return listSubscriptions(transaction, caller)
})
