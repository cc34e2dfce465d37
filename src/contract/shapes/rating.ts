import { z } from 'zod'
import { id, timestamp } from './values.ts'

export const stars = z.int().min(1).max(5).describe('1 (bad) to 5 (very good).')

export const rating = z
  .object({
    rating: stars.describe('The order: 1 (bad) to 5 (very good).'),
    courierRating: stars.optional().describe('The courier: 1 (bad) to 5 (very good).'),
    comment: z.string().optional().describe("The customer's own words."),
    ratedAt: timestamp,
  })
  .describe('What the customer thought of an order.')
export type Rating = z.infer<typeof rating>

export const orderRating = rating.extend({ orderId: id }).describe('What the customer thought of an order, with the id of the order.')
