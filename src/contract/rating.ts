import { z } from 'zod'
import { request } from './request.ts'
import { id, nextCursor, page, prose, requestId, timestamp } from './values.ts'

/** From 1, bad, to 5, very good. */
const stars = z.int().min(1).max(5)

export const rating = z.object({
  rating: stars,
  courierRating: stars.optional(),
  comment: z.string().optional(),
  ratedAt: timestamp,
})
export type Rating = z.infer<typeof rating>

const ratingOfOrder = rating.extend({ orderId: id })

/** To two places; null while nobody has rated. */
const average = z.object({ average: z.number().nullable(), count: z.int() })

export const orderRate = request({
  event: 'order:rate',
  summary: 'Rates a delivered order: once, within 30 days. With a `requestId`, a repetition gets the same answer.',
  input: z.strictObject({
    requestId: requestId.optional(),
    orderId: id,
    rating: stars,
    courierRating: stars.optional(),
    comment: prose(2000).optional(),
  }),
  data: z.object({ rating: ratingOfOrder }),
})

export const ratingList = request({
  event: 'rating:list',
  summary: 'What customers thought of their orders, the newest first, with the averages of all.',
  roles: ['manager'],
  input: z.strictObject({
    /** Only ratings lower than this. */
    below: z.int().min(2).max(5).optional(),
    ...page,
  }),
  data: z.object({
    ratings: z.array(
      ratingOfOrder.extend({
        number: z.int(),
        products: z.array(z.object({ id, name: z.string() })),
        courier: z.object({ name: z.string() }).optional(),
      }),
    ),
    /** Of all ratings, whatever `below` says. */
    overall: average,
    courier: average,
    nextCursor,
  }),
})

export const ratingPushes = {
  /** 2 or less; to managers. */
  'rating:low': z.object({ orderId: id, rating: stars, comment: z.string().optional() }),
}
