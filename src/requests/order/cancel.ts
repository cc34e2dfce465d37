import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOrderStatus } from '../../orders/change.ts'
import { orderById } from '../../orders/read.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** A customer has one step only, so an order that cannot take it gets a reason of its own: `cannot_cancel_order`. */
const explain = (error: unknown): unknown =>
  error instanceof AppError && error.reason === 'invalid_transition' ? new AppError('cannot_cancel_order', error.particulars) : error

export const orderCancel = forCallerInTransaction(contract.orderCancel, async ({ input, transaction, caller }) => {
  const { orderId, reason, comment } = input
  const change = { orderId, to: 'cancelled', by: { role: 'customer', accountId: caller.accountId }, reason, comment } as const
  await changeOrderStatus(transaction, change).catch((error: unknown) => {
    throw explain(error)
  })
  return { order: await orderById(transaction, orderId) }
})
