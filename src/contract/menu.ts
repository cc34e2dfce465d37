import { z } from 'zod'
import { request } from './request.ts'
import { allergen, diet, id, money, nextCursor, page, text } from './values.ts'

export const category = z.object({ id, name: z.string() })

export const product = z.object({
  id,
  name: z.string(),
  description: z.string(),
  categoryId: id,
  price: money,
  diets: z.array(diet),
  allergens: z.array(allergen),
  /** One more can be ordered now: `menu:availability_changed` tells when that changes. */
  available: z.boolean(),
  prepMinutes: z.int(),
  rating: z.object({ average: z.number().nullable(), count: z.int() }),
  ingredients: z.array(z.object({ id, name: z.string(), removable: z.boolean() })),
  image: z.string().optional(),
})
export type Product = z.infer<typeof product>

export const menuList = request({
  event: 'menu:list',
  summary: 'The dishes of the menu, by category and name.',
  input: z.strictObject({
    categoryId: id.optional(),
    /** Words that the name, the description or an ingredient must contain. */
    search: text(100).optional(),
    /** Only dishes that are fit for all of these. */
    diets: z.array(diet).max(6).optional(),
    ...page,
  }),
  data: z.object({ categories: z.array(category), products: z.array(product), nextCursor }),
})

export const menuGet = request({
  event: 'menu:get',
  summary: 'One dish.',
  input: z.strictObject({ productId: id }),
  data: z.object({ product }),
})
