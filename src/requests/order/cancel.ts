import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOwnOrder, statusChange } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'

/** A customer has one step only, so an order that cannot take it gets a reason of its own: `cannot_cancel_order`. */
const explain = (error: unknown): unknown =>
  error instanceof AppError && error.reason === 'invalid_transition' ? new AppError('cannot_cancel_order', error.particulars) : error

export const orderCancel = forCaller(contract.orderCancel, async ({ input, database, caller: { accountId } }) => {
  const { reason, comment } = input
  const request = { event: contract.orderCancel.event, input, accountId }
  const change = statusChange({ to: 'cancelled', by: { role: 'customer', accountId }, reason, comment })
  const order = await changeOwnOrder(database, request, change).catch((error: unknown) => {
    throw explain(error)
  })
  return { order }
})
