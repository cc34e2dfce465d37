import { z } from 'zod'
import { product } from '../shapes/menu.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const recommendation = z.object({
  product,
  score: z.number().min(0).max(1).describe('0 to 1. Compare it within one answer only.'),
  why: z.string().describe('The reason for people, in the language of the account.'),
})

export const recommendationList = request({
  event: 'recommendation:list',
  limit: { cost: 3, takesTurns: true },
  summary: 'Lists up to 50 dishes that the customer may like, the best first. All of them are available and fit the dietary restrictions.',
  input: z.strictObject(page(10, 50)),
  data: z.object({ recommendations: z.array(recommendation).describe('The dishes of this page.'), nextCursor }),
})
