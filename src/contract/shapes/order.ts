import { z } from 'zod'
import { balance } from './adjustment.ts'
import { amendments } from './amendment.ts'
import { scheduleDays } from './limits.ts'
import { orderItem } from './order-line.ts'
import { orderPayment, paymentStatus } from './payment.ts'
import { phone } from './phone.ts'
import { promotion } from './promotion.ts'
import { rating } from './rating.ts'
import { tax } from './tax.ts'
import { line } from './text.ts'
import { id, location, money, requestId, timestamp } from './values.ts'

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
export const orderStatus = z.enum(orderStatuses).describe('Where an order is in its life: docs/order-life.md.')
export type OrderStatus = z.infer<typeof orderStatus>

export const cancellationReason = z
  .enum(['changed_my_mind', 'ordered_by_mistake', 'too_slow', 'wrong_address', 'other'])
  .describe('Why the customer cancels.')

export const delivery = z
  .strictObject({
    address: line(300).describe('The address as written on an envelope.'),
    location: location.optional(),
    contactName: line(100).optional().describe('Who receives the order.'),
    phone: phone.optional(),
    leaveAtDoor: z
      .boolean()
      .optional()
      .describe('True: the courier puts the order down at the door. Not with `cash` and `pos`, which the courier collects.'),
    at: timestamp.optional().describe(`When to deliver, at most ${scheduleDays} days ahead. Absent: as soon as possible.`),
  })
  .describe('Where and when to deliver.')

/** The interval of an estimate. */
export const etaInterval = {
  earliest: timestamp.describe('The earliest probable moment of the delivery.'),
  latest: timestamp.describe('The latest probable moment of the delivery.'),
}

export const eta = z
  .object({ ...etaInterval, promised: timestamp.describe('The `latest` at the time of placing. It never changes.') })
  .describe('When the order arrives.')

export const etaCause = z
  .enum(['payment', 'picking', 'preparation', 'pickup', 'transit', 'delay', 'correction', 'kitchen', 'stock', 'amendment'])
  .describe(
    'The step that moved the estimate. `delay`: the order is late. `correction`: a step was undone. `kitchen`: the kitchen needs more time. `stock`: the order waits for an ingredient. `amendment`: lines of the order were taken out or replaced.',
  )

export const delayMinutes = z.int().optional().describe('How many minutes the kitchen has added to its time (`order:delay`). Absent: none.')

export const tip = money
  .extend({ amount: z.int().min(0).describe('In minor units of the currency.') })
  .describe('A tip. `shop:get` says how large it may be. Absent: none.')

export const area = z
  .object({
    code: z.string().describe('The stable code of the area.'),
    name: z.string().describe('The name of the area.'),
  })
  .describe('The area of the shop in which the order is delivered. Absent: the shop has no areas, or the place lies in none.')

/** The sums of an order. */
export const sums = {
  subtotal: money.describe('All lines, without the delivery.'),
  discount: money.describe(
    'What the promotion takes off: never more than `subtotal`, or than `deliveryFee` where it makes the delivery free.',
  ),
  deliveryFee: money.describe('The delivery.'),
  tip: money.describe('The tip.'),
  total: money.describe('`subtotal` − `discount` + `deliveryFee` + `tip`: what the customer pays.'),
  taxes: z
    .array(tax)
    .describe(
      'The taxes that `total` includes, the lowest rate first: with their bases they are `total` − `tip`. Empty: the shop shows none.',
    ),
}

const placedDelivery = z.object({
  address: z.string().describe('The address as the customer wrote it.'),
  location: location.optional(),
  contactName: z.string().optional().describe('Who receives the order.'),
  phone: z.string().optional().describe('The telephone number of the person who receives the order.'),
  leaveAtDoor: z.boolean().optional().describe('True: the courier puts the order down at the door.'),
  at: timestamp.optional().describe('The moment that the customer asked for. Absent: as soon as possible.'),
})

export const cooking = z
  .object({
    estimatedMinutes: z.int().describe('How long the kitchen needs, in minutes.'),
    startedAt: timestamp.optional().describe('When the kitchen started.'),
    finishedAt: timestamp.optional().describe('When the order was ready for pickup.'),
  })
  .describe('The work of the kitchen.')

export const timeline = z
  .array(z.object({ status: orderStatus, at: timestamp.describe('When the order got the status.') }))
  .describe('The statuses so far, the oldest first.')

const cancellation = z.object({
  allowed: z.boolean().describe('True: the customer may cancel the order now.'),
  reason: z.string().optional().describe('Why it cannot be cancelled: `preparation_has_begun` or `order_has_ended`.'),
  refund: money.optional().describe('What a cancellation would refund. Absent: nothing has been paid.'),
})

export const order = z
  .object({
    id,
    number: z.int().describe('A short number for people, for example to say on the telephone.'),
    requestId: requestId.describe('The `requestId` that placed the order.'),
    version: z.int().describe('Rises by one with every change: of two copies the higher version is the newer one.'),
    status: orderStatus,
    items: z.array(orderItem).describe('The lines.'),
    ...sums,
    ...balance,
    promotion: promotion.optional(),
    area: area.optional(),
    delivery: placedDelivery.describe('Where and when to deliver.'),
    note: z.string().optional().describe("The customer's note for the whole order."),
    payment: orderPayment,
    eta,
    delayMinutes,
    cooking,
    timeline,
    amendments,
    reason: z
      .string()
      .optional()
      .describe(
        'Why the order was cancelled, rejected or returned: a `cancellationReason` of the customer, or what the staff told the customer.',
      ),
    comment: z.string().optional().describe("The customer's own words on cancelling."),
    courier: z
      .object({
        name: z.string().describe('The name of the courier.'),
        phone: z
          .string()
          .optional()
          .describe('The number of the courier, while the order is on its way and both of you have agreed to show your numbers.'),
        location: location.optional().describe('The latest known position, if it is not older than two minutes.'),
        locatedAt: timestamp.optional().describe('When the courier was at `location`.'),
      })
      .optional()
      .describe('The courier, from the moment one has taken the order.'),
    cancellation: cancellation.describe('Whether the customer may cancel.'),
    rating: rating.optional().describe("The customer's rating. Absent until there is one."),
    pin: z
      .string()
      .optional()
      .describe('Tell it to the courier at the door: without it the order is not handed over. While the order is on its way.'),
    atDoorUntil: timestamp.optional().describe('The courier is at the door and waits until then.'),
    shared: z.literal(true).optional().describe('The order has a tracking link (`order:share`). Absent: none.'),
    placedAt: timestamp,
    deliveredAt: timestamp.optional(),
  })
  .describe('An order.')
export type Order = z.infer<typeof order>

export const orderChange = z
  .object({
    id,
    number: z.int().describe('The short number for people.'),
    version: z.int().describe('The version of the order after the change.'),
    status: orderStatus,
    eta,
    paymentStatus,
    reason: z.string().optional().describe('Why the order was cancelled or rejected.'),
  })
  .describe('What a change of its status leaves of an order.')

export const skipped = z
  .object({
    productId: id,
    name: z.string().describe('The name of the dish.'),
    quantity: z.int().describe('How many portions were left out.'),
    reason: z
      .enum([
        'product_not_found',
        'product_unavailable',
        'choice_required',
        'choice_not_possible',
        'choice_unavailable',
        'ingredient_not_removable',
        'dietary_conflict',
        'insufficient_stock',
      ])
      .describe('Why it cannot be ordered now.'),
  })
  .describe('A line that a repeated order leaves out.')
export type Skipped = z.infer<typeof skipped>
