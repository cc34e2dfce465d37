/** What follows the placing of an order: the steps that the staff takes, and the customer's rating. */
import { z } from 'zod'
import { ratingDays } from '../shapes/limits.ts'
import { order, orderStatus } from '../shapes/order.ts'
import { orderRating, stars } from '../shapes/rating.ts'
import { id, line, prose, requestId } from '../shapes/values.ts'
import { request } from './request.ts'

export const orderAdvance = request({
  event: 'order:advance',
  summary: 'Moves an order to its next status. Each role has its own steps: docs/order-life.md.',
  input: z.strictObject({
    requestId,
    orderId: id,
    to: orderStatus.describe('The next status.'),
    reason: line(300).optional().describe('Why, where the order is rejected or returned.'),
  }),
  data: z.object({ order }),
})

export const orderAssign = request({
  event: 'order:assign',
  summary: 'Assigns the order to the courier who asks.',
  roles: ['courier'],
  input: z.strictObject({ requestId, orderId: id }),
  data: z.object({ order }),
})

export const orderRate = request({
  event: 'order:rate',
  summary: `Rates a delivered order: once, within ${ratingDays} days.`,
  input: z.strictObject({
    requestId: requestId.optional(),
    orderId: id,
    rating: stars.describe('The order: 1 (bad) to 5 (very good).'),
    courierRating: stars.optional().describe('The courier: 1 (bad) to 5 (very good).'),
    comment: prose(2000).optional().describe("The customer's own words."),
  }),
  data: z.object({ rating: orderRating }),
})
