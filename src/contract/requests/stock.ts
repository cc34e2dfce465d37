import { z } from 'zod'
import { ingredientStock } from '../shapes/stock.ts'
import { id, requestId } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

export const stockList = request({
  event: 'stock:list',
  summary: 'Lists the stock of the ingredients, by name.',
  roles: ['warehouse', 'manager'],
  input: z.strictObject(page(100)),
  data: z.object({ stock: z.array(ingredientStock).describe('The ingredients of this page.'), nextCursor }),
})

export const stockReceive = request({
  event: 'stock:receive',
  summary: 'Records goods that have arrived in the warehouse.',
  roles: ['warehouse', 'manager'],
  errors: ['ingredient_not_found'],
  input: z.strictObject({
    requestId,
    ingredientId: id,
    quantity: z.int().min(1).max(1_000_000_000).describe("How much arrived, in the ingredient's `unit`."),
  }),
  data: z.object({ stock: ingredientStock }),
})
