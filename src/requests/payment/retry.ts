import { v7 as uuidv7 } from 'uuid'
import * as contract from '../../contract/index.ts'
import { changeOwnOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'

/** Gives the order a new payment, by the same method or another, and gives up the earlier payment. The payment begins after the commit. */
export const paymentRetry = forCaller(contract.paymentRetry, async ({ input, database, config, caller: { accountId }, payments }) => {
  const { method, requestId } = input
  const args = [accountId, uuidv7(), method, payments.providerOf(method, 'method'), requestId, config.PAYMENT_TIMEOUT_MINUTES]
  const request = { event: contract.paymentRetry.event, input, accountId }
  const order = await changeOwnOrder(database, request, { name: 'retry_payment', args })
  return payments.begin(accountId, { order }, requestId)
})
