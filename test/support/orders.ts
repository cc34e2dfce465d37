import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Order, orderPlace, QueueOrder, StaffRole } from '../../src/contract/index.ts'
import type { Client } from './client.ts'
import { connectNewStaff, type TestGateway } from './gateway.ts'

type Placement = z.input<typeof orderPlace.input>

/** A dish by its name. */
export const dishNamed = async ({ database }: TestGateway, name: string): Promise<{ id: string; price: number }> => {
  const [row] = await database.query<{ id: string; price: number }>('select id, price from products where name = $1', [name])
  if (!row) throw new Error(`no dish ${name}`)
  return row
}

/** An available dish with plenty of stock. */
export const anyDish = async ({
  database,
}: Pick<TestGateway, 'database'>): Promise<{ id: string; name: string; price: number; prepMinutes: number }> => {
  const [row] = await database.query<{ id: string; name: string; price: number; prepMinutes: number }>(
    `select p.id, p.name, p.price, p.prep_minutes as "prepMinutes" from products p
     where p.available and not exists (
       select from recipes r join ingredients i on i.id = r.ingredient_id join stock s on s.ingredient_id = i.id
       where r.product_id = p.id and s.on_hand < 1000 * r.quantity)
     order by p.name limit 1`,
  )
  if (!row) throw new Error('no dish')
  return row
}

export const placement = (productId: string, more: Partial<Placement> = {}): Placement => ({
  requestId: randomUUID(),
  items: [{ productId, quantity: 1 }],
  delivery: { address: 'Hlavná 1, Bratislava' },
  paymentMethod: 'cash',
  ...more,
})

/** From now on, orders that nobody confirms are neither marked as late nor rejected. */
export const neverReject = ({ database }: Pick<TestGateway, 'database'>): Promise<unknown> =>
  database.query('update store set confirm_within_minutes = null, reject_after_minutes = null')

/** One member of each role, connected. */
export const staffOf = async (gateway: TestGateway) => {
  const [warehouse, kitchen, courier, manager] = await Promise.all([
    connectNewStaff(gateway, 'warehouse'),
    connectNewStaff(gateway, 'kitchen'),
    connectNewStaff(gateway, 'courier'),
    connectNewStaff(gateway, 'manager'),
  ])
  return { warehouse, kitchen, courier, manager }
}

export type Staff = Awaited<ReturnType<typeof staffOf>>

export const advance = async (member: { client: Client<'/staff'> }, orderId: string, to: Order['status']): Promise<QueueOrder> =>
  (await member.client.request('order:advance', { requestId: randomUUID(), orderId, to })).order

const steps: [StaffRole, Order['status']][] = [
  ['warehouse', 'confirmed'],
  ['kitchen', 'in_preparation'],
  ['kitchen', 'ready_for_pickup'],
  ['courier', 'in_transit'],
]

/** Advances a cash order from one status to another, step by step, like the staff. */
export const bring = async (
  staff: Staff,
  order: Pick<Order, 'id' | 'total'>,
  to: Order['status'],
  from: Order['status'] = 'placed',
): Promise<void> => {
  const taken = steps.findIndex(([, status]) => status === from) + 1
  for (const [role, status] of steps.slice(taken)) {
    await advance(staff[role], order.id, status)
    if (status === to) return
  }
  await staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: order.total })
  await advance(staff.courier, order.id, to)
}
