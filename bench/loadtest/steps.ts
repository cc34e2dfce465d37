/** The next step of an order, taken by a staff member. */
import type { z } from 'zod'
import { orderAdvance, paymentCollect, queueOrder, type StaffRole } from '../../src/contract/index.ts'
import { nextStatus } from '../../src/contract/order-life.ts'
import type { Line } from './line.ts'
import type { Load } from './load.ts'

/** The fields of an order that the staff needs. */
export const task = queueOrder.pick({ id: true, number: true, requestId: true, version: true, status: true, payment: true })
export type Task = z.output<typeof task>

/** Only a courier can collect money: without one, an order to be paid on delivery is returned. */
export const takeStep = async (load: Load, line: Line, role: StaffRole, { id: orderId, status, payment }: Task): Promise<Task> => {
  const due = status === 'in_transit' && payment?.status === 'requires_capture' ? payment.amount : undefined
  if (due && role === 'courier') await line.request(paymentCollect, { requestId: load.newRequestId(), orderId, amount: due })
  const to = due && role !== 'courier' ? 'returned' : (nextStatus(status) ?? status)
  return (await line.request(orderAdvance, { requestId: load.newRequestId(), orderId, to })).order
}
