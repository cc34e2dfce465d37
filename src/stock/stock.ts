import type { z } from 'zod'
import type { stockReceive } from '../contract/index.ts'
import type { Queryable, Transaction } from '../database/database.ts'
import { AppError } from '../errors.ts'

type IngredientStock = z.input<typeof stockReceive.data>['stock']

/** Every ingredient's stock, by name. */
export const listStock = async (database: Queryable): Promise<IngredientStock[]> => {
  const rows = await database.query<{ stock: IngredientStock }>(
    'select stock_json(g.id) as stock from ingredients g join stock s on s.ingredient_id = g.id order by g.name',
  )
  return rows.map(({ stock }) => stock)
}

/** Goods have come into the warehouse: the oldest requests to the store are closed with them. */
export const receiveStock = async (transaction: Transaction, ingredientId: string, quantity: number): Promise<IngredientStock> => {
  const [received] = await transaction.query<{ known: boolean }>('select receive_stock($1, $2) as known', [ingredientId, quantity])
  if (!received?.known) throw new AppError('ingredient_not_found')
  const [row] = await transaction.query<{ stock: IngredientStock }>('select stock_json($1) as stock', [ingredientId])
  if (!row) throw new AppError('ingredient_not_found')
  return row.stock
}
