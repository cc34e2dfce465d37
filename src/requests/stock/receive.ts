import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

type IngredientStock = z.input<typeof contract.stockReceive.data>['stock']

/** Adds received goods to the stock. They fulfil the oldest restock requests first. */
export const stockReceive = forCallerInTransaction(contract.stockReceive, async ({ input, transaction }) => {
  const { ingredientId, quantity } = input
  const [received] = await transaction.query<{ known: boolean }>('select receive_stock($1, $2) as known', [ingredientId, quantity])
  if (!received?.known) throw new AppError('ingredient_not_found')
  const [row] = await transaction.query<{ stock: IngredientStock }>('select stock_json($1) as stock', [ingredientId])
  if (!row) throw new AppError('ingredient_not_found')
  return { stock: row.stock }
})
