import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { ticketsById } from '../../orders/read.ts'
import { readRefundable } from '../../orders/refundable.ts'
import { maySee, toStaffOrder } from '../../orders/staff-view.ts'
import { forCaller } from '../kinds/handler.ts'

/** `order:get` on `/staff`. An order that the caller may not see is `order_not_found`. */
export const staffOrderGet = forCaller(contract.staffOrderGet, async ({ input, database, caller }) => {
  const [row] = await ticketsById(database, [input.orderId])
  if (!row || !maySee(caller, row.order)) throw new AppError('order_not_found')
  const refundable = caller.role === 'manager' ? await readRefundable(database, input.orderId) : undefined
  return { order: { ...toStaffOrder(row, caller), ...(refundable && { refundable }) } }
})
