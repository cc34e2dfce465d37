import { z } from 'zod'
import { paymentMethod } from './account.ts'
import { orderPayment } from './payment.ts'
import { rating } from './rating.ts'
import { nothing, request } from './request.ts'
import {
  dietaryRestriction,
  endsAfterStart,
  id,
  line,
  location,
  money,
  mustEndAfterStart,
  nextCursor,
  page,
  phone,
  prose,
  range,
  requestId,
  timestamp,
} from './values.ts'

export const orderStatuses = [
  'awaiting_payment',
  'placed',
  'confirmed',
  'in_preparation',
  'ready_for_pickup',
  'in_transit',
  'delivered',
  'returned',
  'cancelled',
  'rejected',
  'expired',
] as const
export const orderStatus = z.enum(orderStatuses)
export type OrderStatus = z.infer<typeof orderStatus>

export const cancellationReason = z.enum(['changed_my_mind', 'ordered_by_mistake', 'too_slow', 'wrong_address', 'other'])

/** A line of an order as the customer asks for it: `exclude` names removable ingredients. */
export const item = z.strictObject({
  productId: id,
  quantity: z.int().min(1).max(50),
  exclude: z.array(id).max(50).optional(),
  note: prose(500).optional(),
})

export const items = z.array(item).min(1).max(50)

/** `at` schedules the delivery; without it the order is made at once. */
export const delivery = z.strictObject({
  address: line(300),
  location: location.optional(),
  contactName: line(100).optional(),
  phone: phone.optional(),
  at: timestamp.optional(),
})

/** An interval, and the latest moment that was promised when the order was placed, which never changes. */
export const eta = z.object({ earliest: timestamp, latest: timestamp, promised: timestamp })

/** Why an estimate moved. */
export const etaCause = z.enum(['payment', 'picking', 'preparation', 'pickup', 'transit', 'delay'])

export const order = z.object({
  id,
  /** Short and for people, to read out on the telephone. */
  number: z.int(),
  requestId,
  /** Rises by one with every change: of two copies the higher version is the newer. */
  version: z.int(),
  status: orderStatus,
  items: z.array(
    z.object({
      productId: id,
      name: z.string(),
      quantity: z.int(),
      unitPrice: money,
      total: money,
      exclude: z.array(id),
      note: z.string().optional(),
    }),
  ),
  subtotal: money,
  deliveryFee: money,
  total: money,
  delivery: z.object({
    address: z.string(),
    location: location.optional(),
    contactName: z.string().optional(),
    phone: z.string().optional(),
    at: timestamp.optional(),
  }),
  note: z.string().optional(),
  payment: orderPayment,
  eta,
  cooking: z.object({ estimatedMinutes: z.int(), startedAt: timestamp.optional(), finishedAt: timestamp.optional() }),
  timeline: z.array(z.object({ status: orderStatus, at: timestamp })),
  courier: z.object({ name: z.string(), location: location.optional() }).optional(),
  cancellation: z.object({ allowed: z.boolean(), reason: z.string().optional(), refund: money.optional() }),
  rating: rating.optional(),
  placedAt: timestamp,
  deliveredAt: timestamp.optional(),
})
export type Order = z.infer<typeof order>

/** A dish that does not go with the account's dietary restrictions, and what it conflicts with. */
export const dietaryConflict = z.object({
  productId: id,
  name: z.string(),
  conflicts: z.array(dietaryRestriction),
  ingredients: z.array(z.object({ id, name: z.string(), removable: z.boolean() })),
})

/** Too little of an ingredient. `possible` is how many of the dish could still be made; with `restockMinutes` more is fetched in that time. */
export const shortage = z.object({
  productId: id,
  name: z.string(),
  ingredient: z.object({ id, name: z.string() }),
  possible: z.int(),
  restockMinutes: z.int().optional(),
})

const orderContent = {
  items,
  delivery,
  paymentMethod,
}

export const orderQuote = request({
  event: 'order:quote',
  summary: 'What an order would cost, when it would come, and what stands in its way. Nothing is reserved.',
  input: z.strictObject(orderContent),
  data: z.object({
    items: z.array(
      z.object({ productId: id, name: z.string(), quantity: z.int(), unitPrice: money, total: money, available: z.boolean() }),
    ),
    subtotal: money,
    deliveryFee: money,
    total: money,
    eta: z.object({ earliest: timestamp, latest: timestamp }),
    dietaryConflicts: z.array(dietaryConflict),
    shortages: z.array(shortage),
  }),
})

export const orderPlace = request({
  event: 'order:place',
  summary: 'Places an order: prices it, reserves the ingredients and estimates the delivery.',
  input: z.strictObject({ requestId, ...orderContent, note: prose(500).optional(), acceptDietaryConflicts: z.boolean().optional() }),
  data: z.object({ order }),
})

export const orderGet = request({
  event: 'order:get',
  summary: "One of the customer's orders, by its id or by the requestId that placed it.",
  input: z
    .strictObject({ orderId: id.optional(), requestId: requestId.optional() })
    .refine(({ orderId, requestId }) => (orderId === undefined) !== (requestId === undefined), 'name either orderId or requestId'),
  data: z.object({ order }),
})

export const orderPending = request({
  event: 'order:pending',
  summary: "The customer's orders that are not in a final status, the newest first.",
  input: nothing,
  data: z.object({ orders: z.array(order) }),
})

export const orderList = request({
  event: 'order:list',
  summary: "The customer's orders, the newest first.",
  input: z
    .strictObject({
      status: z
        .array(orderStatus)
        .min(1)
        .max(orderStatuses.length)
        .or(orderStatus.transform((status) => [status]))
        .optional(),
      ...range,
      ...page,
    })
    .refine(endsAfterStart, mustEndAfterStart),
  data: z.object({ orders: z.array(order), nextCursor }),
})

export const orderCancel = request({
  event: 'order:cancel',
  summary: 'Cancels an order that the warehouse has not begun to pick.',
  input: z.strictObject({ requestId, orderId: id, reason: cancellationReason, comment: prose(500).optional() }),
  data: z.object({ order }),
})
