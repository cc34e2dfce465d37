import { z } from 'zod'
import { product } from './menu.ts'
import { request } from './request.ts'

export const recommendationList = request({
  event: 'recommendation:list',
  summary: 'Dishes that the customer may like, the best first: all can be ordered now and fit the dietary restrictions.',
  input: z.strictObject({ limit: z.int().min(1).max(50).optional() }),
  data: z.object({
    recommendations: z.array(
      z.object({
        product,
        /** 0 to 1; worth comparing within one answer only. */
        score: z.number().min(0).max(1),
        /** For people, in the language of the account. */
        why: z.string(),
      }),
    ),
  }),
})
