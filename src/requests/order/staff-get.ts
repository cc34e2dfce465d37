import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { namesOfSteps, ticketsById } from '../../orders/read.ts'
import { readRefundable } from '../../orders/refundable.ts'
import { maySee, toStaffOrder } from '../../orders/staff-view.ts'
import { forCaller } from '../kinds/handler.ts'

const idOf = async (database: Queryable, number: number | undefined): Promise<string> => {
  const [found] = await database.query<{ id: string }>('select id from orders where number = $1', [number])
  if (!found) throw new AppError('order_not_found')
  return found.id
}

/** `order:get` on `/staff`. An order that the caller may not see is `order_not_found`. */
export const staffOrderGet = forCaller(contract.staffOrderGet, async ({ input, database, caller }) => {
  const { orderId = await idOf(database, input.number) } = input
  const [row] = await ticketsById(database, [orderId])
  if (!row || !maySee(caller, row.order)) throw new AppError('order_not_found')
  const refundable = caller.role === 'manager' ? await readRefundable(database, orderId) : undefined
  return { order: { ...toStaffOrder(row, caller, await namesOfSteps(database, row)), ...(refundable && { refundable }) } }
})
