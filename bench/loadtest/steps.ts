/** The next step of an order, taken by a member of the staff. */
import type { z } from 'zod'
import { type OrderStatus, order, orderAdvance, paymentCollect, type StaffRole } from '../../src/contract/index.ts'
import type { Line } from './line.ts'
import type { Load } from './load.ts'

/** What the staff needs of an order; the rest is not looked at. */
export const task = order.pick({ id: true, number: true, requestId: true, version: true, status: true, total: true, payment: true })
export type Task = z.output<typeof task>

/** Whose it is to move an order on. */
export const ownerOf: Readonly<Partial<Record<OrderStatus, StaffRole>>> = {
  placed: 'warehouse',
  confirmed: 'kitchen',
  in_preparation: 'kitchen',
  ready_for_pickup: 'courier',
  in_transit: 'courier',
}

const next: Readonly<Partial<Record<OrderStatus, OrderStatus>>> = {
  placed: 'confirmed',
  confirmed: 'in_preparation',
  in_preparation: 'ready_for_pickup',
  ready_for_pickup: 'in_transit',
  in_transit: 'delivered',
}

/** Only a courier can collect: without one, what is to be paid at the door comes back. */
export const takeStep = async (load: Load, line: Line, role: StaffRole, { id: orderId, status, total, payment }: Task): Promise<Task> => {
  const isDue = status === 'in_transit' && payment.status === 'requires_capture'
  if (isDue && role === 'courier') await line.request(paymentCollect, { requestId: load.newRequestId(), orderId, amount: total })
  const to = isDue && role !== 'courier' ? 'returned' : (next[status] ?? status)
  return (await line.request(orderAdvance, { requestId: load.newRequestId(), orderId, to })).order
}
