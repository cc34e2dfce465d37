import { z } from 'zod'
import { averageRating } from '../shapes/menu.ts'
import { orderRating } from '../shapes/rating.ts'
import { id } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const listedRating = orderRating.extend({
  number: z.int().describe('The short number of the order.'),
  products: z.array(z.object({ id, name: z.string().describe('The name of the dish.') })).describe('The dishes of the order.'),
  courier: z
    .object({ name: z.string().describe('The name of the courier.') })
    .optional()
    .describe('The courier who delivered the order.'),
})

export const ratingList = request({
  event: 'rating:list',
  unrecorded: true,
  summary: "Lists the customers' ratings, the newest first, with the averages of all of them.",
  roles: ['manager'],
  input: z.strictObject({ below: z.int().min(2).max(5).optional().describe('Only ratings lower than this.'), ...page(20) }),
  data: z.object({
    ratings: z.array(listedRating).describe('The ratings of this page.'),
    overall: averageRating.describe('The average of all ratings of orders, regardless of `below`.'),
    courier: averageRating.describe('The average of all ratings of couriers, regardless of `below`.'),
    nextCursor,
  }),
})
