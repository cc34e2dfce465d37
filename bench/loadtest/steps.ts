/** The next step of an order, taken by a staff member. */
import type { z } from 'zod'
import { order, orderAdvance, paymentCollect, type StaffRole } from '../../src/contract/index.ts'
import { nextStatus } from '../../src/contract/order-life.ts'
import type { Line } from './line.ts'
import type { Load } from './load.ts'

/** The fields of an order that the staff needs. */
export const task = order.pick({ id: true, number: true, requestId: true, version: true, status: true, total: true, payment: true })
export type Task = z.output<typeof task>

/** Only a courier can collect money: without one, an order to be paid on delivery is returned. */
export const takeStep = async (load: Load, line: Line, role: StaffRole, { id: orderId, status, total, payment }: Task): Promise<Task> => {
  const isDue = status === 'in_transit' && payment.status === 'requires_capture'
  if (isDue && role === 'courier') await line.request(paymentCollect, { requestId: load.newRequestId(), orderId, amount: total })
  const to = isDue && role !== 'courier' ? 'returned' : (nextStatus(status) ?? status)
  return (await line.request(orderAdvance, { requestId: load.newRequestId(), orderId, to })).order
}
