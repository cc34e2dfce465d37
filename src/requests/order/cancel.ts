import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOrderStatus } from '../../orders/change.ts'
import { command } from '../kinds/handler.ts'

export const orderCancel = command(contract.orderCancel, async ({ input, transaction, caller }) => {
  const { orderId, reason, comment } = input
  const change = { orderId, to: 'cancelled', by: { role: 'customer', accountId: caller.accountId }, reason, comment } as const
  const order = await changeOrderStatus(transaction, change).catch((error: unknown) => {
    if (error instanceof AppError && error.reason === 'invalid_transition') throw new AppError('cannot_cancel_order', error.particulars)
    throw error
  })
  return { order }
})
