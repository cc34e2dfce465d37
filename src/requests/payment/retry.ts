import { v7 as uuidv7 } from 'uuid'
import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { orderById } from '../../orders/read.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** Gives the order a new payment, by the same method or another, and gives up the earlier payment. */
export const paymentRetry = forCallerInTransaction(
  contract.paymentRetry,
  async ({ input, transaction, caller, payments }) => {
    const { orderId, method, requestId } = input
    const bind = [caller.accountId, uuidv7(), method, payments.providerOf(method, 'method'), requestId]
    await changeOrder(transaction, 'retry_payment', [orderId, ...bind])
    return { order: await orderById(transaction, orderId) }
  },
  ({ input, caller, payments }, answer) => payments.begin(caller.accountId, answer, input.requestId),
)
