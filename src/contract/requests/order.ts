import { z } from 'zod'
import { cancellationReason, delivery, order, orderStatus, orderStatuses, skipped, tip } from '../shapes/order.ts'
import { items } from '../shapes/order-line.ts'
import { paymentMethod } from '../shapes/payment.ts'
import { promotionCode } from '../shapes/promotion.ts'
import { quote } from '../shapes/quote.ts'
import { prose } from '../shapes/text.ts'
import { id, money, requestId } from '../shapes/values.ts'
import { endsAfterStart, exactlyOne, nextCursor, page, range } from './fields.ts'
import { request } from './request.ts'

const content = { items, delivery, paymentMethod }

/** What the order costs besides. */
const terms = { tip: tip.optional(), promotionCode: promotionCode.optional() }

const acceptDietaryConflicts = z
  .boolean()
  .optional()
  .describe("True: order dishes although they conflict with the account's dietary restrictions.")

const expectedTotal = money
  .optional()
  .describe('The total that the customer saw. If the order would cost anything else, it is refused with `price_changed`.')

export const orderQuote = request({
  event: 'order:quote',
  summary: 'Tells what an order would cost, when it would arrive and what prevents it. Reserves nothing.',
  errors: ['product_not_found', 'choice_required', 'choice_not_possible', 'ingredient_not_removable', 'delivery_time_not_possible'],
  input: z.strictObject({ ...content, ...terms }),
  data: quote,
})

export const orderPlace = request({
  event: 'order:place',
  limit: { cost: 3 },
  summary: 'Places an order: sets its price, reserves the ingredients and estimates the delivery.',
  errors: [
    'product_not_found',
    'choice_required',
    'choice_not_possible',
    'ingredient_not_removable',
    'delivery_time_not_possible',
    'choice_unavailable',
    'product_unavailable',
    'dietary_conflict',
    'price_changed',
    'store_closed',
    'store_paused',
    'slot_full',
    'promotion_not_valid',
    'out_of_area',
    'location_required',
    'below_minimum',
    'cannot_leave_at_door',
    'customer_blocked',
    'too_many_open_orders',
    'order_too_large',
    'insufficient_stock',
    'payment_method_not_available',
  ],
  input: z.strictObject({
    requestId,
    ...content,
    note: prose(500).optional().describe('A note for the whole order.'),
    acceptDietaryConflicts,
    ...terms,
    expectedTotal,
  }),
  data: z.object({ order }),
})

export const orderGet = request({
  event: 'order:get',
  summary: "Returns one of the customer's orders, by its id or by the `requestId` that placed it.",
  errors: ['order_not_found'],
  input: z
    .strictObject({ orderId: id.optional(), requestId: requestId.optional().describe('The `requestId` that placed the order.') })
    .refine(...exactlyOne('orderId', 'requestId')),
  data: z.object({ order }),
})

export const orderPending = request({
  event: 'order:pending',
  summary: "Lists the customer's orders that are not in a final status, the newest first.",
  input: z.strictObject(page(100)),
  data: z.object({ orders: z.array(order).describe('The orders of this page.'), nextCursor }),
})

export const orderList = request({
  event: 'order:list',
  limit: { cost: 3 },
  summary: "Lists the customer's orders, the newest first.",
  input: z
    .strictObject({
      status: z
        .array(orderStatus)
        .min(1)
        .max(orderStatuses.length)
        .or(orderStatus.transform((status) => [status]))
        .optional()
        .describe('Only orders in this status, or in one of these.'),
      ...range,
      ...page(20),
    })
    .refine(...endsAfterStart()),
  data: z.object({ orders: z.array(order).describe('The orders of this page.'), nextCursor }),
})

export const orderCancel = request({
  event: 'order:cancel',
  summary: 'Cancels an order that the warehouse has not started to pick.',
  errors: ['order_not_found', 'cannot_cancel_order'],
  input: z.strictObject({
    requestId,
    orderId: id,
    reason: cancellationReason,
    comment: prose(500).optional().describe("The customer's own words."),
  }),
  data: z.object({ order }),
})

export const orderAnswerSubstitution = request({
  event: 'order:answer_substitution',
  summary:
    'Accepts or declines what the kitchen offers instead of a dish. What is declined is taken out of the order, and its money goes back.',
  errors: ['order_not_found', 'substitution_expired', 'insufficient_stock'],
  input: z.strictObject({
    requestId,
    orderId: id,
    accept: z.boolean().describe('True: the substitute becomes a line of the order.'),
  }),
  data: z.object({ order }),
})

export const orderReorder = request({
  event: 'order:reorder',
  limit: { cost: 5 },
  summary: "Places an earlier order or a favourite again, at today's prices and without what is not available.",
  errors: [
    'order_not_found',
    'favorite_not_found',
    'nothing_to_order',
    'delivery_time_not_possible',
    'choice_required',
    'choice_not_possible',
    'choice_unavailable',
    'product_unavailable',
    'dietary_conflict',
    'price_changed',
    'store_closed',
    'store_paused',
    'slot_full',
    'promotion_not_valid',
    'out_of_area',
    'location_required',
    'below_minimum',
    'cannot_leave_at_door',
    'customer_blocked',
    'too_many_open_orders',
    'order_too_large',
    'insufficient_stock',
    'payment_method_not_available',
  ],
  input: z
    .strictObject({
      requestId,
      orderId: id.optional(),
      favoriteId: id.optional(),
      delivery: delivery
        .optional()
        .describe('Absent: the place of the earlier order, or the address of the account for a favourite, as soon as possible.'),
      paymentMethod: paymentMethod
        .optional()
        .describe('Absent: the method of the earlier order, or the preferred method of the account for a favourite.'),
      acceptDietaryConflicts,
      ...terms,
      expectedTotal,
    })
    .refine(...exactlyOne('orderId', 'favoriteId')),
  data: z.object({ order, skipped: z.array(skipped).describe('The lines that were left out.') }),
})
