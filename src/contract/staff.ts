import { z } from 'zod'
import { order, orderStatus } from './order.ts'
import { nothing, request } from './request.ts'
import { id, line, location, money, requestId, timestamp } from './values.ts'

const ingredientStock = z.object({
  ingredient: z.object({ id, name: z.string() }),
  unit: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  /** Asked of the store and not received yet. */
  requested: z.int(),
  lowLevel: z.int(),
  restockMinutes: z.int().optional(),
  restockDueAt: timestamp.optional(),
})

export const queueList = request({
  event: 'queue:list',
  summary: 'The orders that this role acts on, the oldest first.',
  input: z.strictObject({ status: orderStatus.optional() }),
  data: z.object({ orders: z.array(order) }),
})

export const orderAdvance = request({
  event: 'order:advance',
  summary: "Moves an order to its next status; which moves are a role's is the order's life (docs).",
  input: z.strictObject({ requestId, orderId: id, to: orderStatus, reason: line(300).optional() }),
  data: z.object({ order }),
})

export const orderAssign = request({
  event: 'order:assign',
  summary: 'The courier takes the order.',
  roles: ['courier'],
  input: z.strictObject({ requestId, orderId: id }),
  data: z.object({ order }),
})

export const courierLocate = request({
  event: 'courier:locate',
  summary: 'Where the courier is: the customers of the orders that he carries see it.',
  roles: ['courier'],
  input: z.strictObject({
    location,
    /** Degrees clockwise from north. */
    heading: z.number().min(0).max(360).optional(),
    /** Metres a second. */
    speed: z.number().min(0).max(100).optional(),
  }),
  data: nothing,
})

export const paymentCollect = request({
  event: 'payment:collect',
  summary: 'The courier has collected the cash, or the terminal has approved: the amount must be the order total.',
  roles: ['courier'],
  input: z.strictObject({ requestId, orderId: id, amount: money }),
  data: z.object({ order }),
})

export const stockList = request({
  event: 'stock:list',
  summary: 'Every ingredient: on hand, reserved and requested.',
  roles: ['warehouse', 'manager'],
  input: nothing,
  data: z.object({ stock: z.array(ingredientStock) }),
})

export const stockReceive = request({
  event: 'stock:receive',
  summary: 'Goods have come into the warehouse.',
  roles: ['warehouse', 'manager'],
  input: z.strictObject({ requestId, ingredientId: id, quantity: z.int().min(1).max(1_000_000_000) }),
  data: z.object({ stock: ingredientStock }),
})

export const menuSetAvailability = request({
  event: 'menu:set_availability',
  summary: 'Takes a dish off the menu, or puts it back.',
  roles: ['kitchen', 'manager'],
  input: z.strictObject({ productId: id, available: z.boolean() }),
  data: z.object({ productId: id, available: z.boolean() }),
})

export const staffPushes = {
  'queue:changed': z.object({ order }),
  'stock:low': z.object({ ingredient: z.object({ id, name: z.string() }), onHand: z.int(), reserved: z.int() }),
  'queue:resync': nothing,
}
