import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

type IngredientStock = z.input<typeof contract.stockList.data>['stock'][number]

export const stockList = forCaller(contract.stockList, async ({ database }) => {
  const rows = await database.query<{ stock: IngredientStock }>(
    'select stock_json(g.id) as stock from ingredients g join stock s on s.ingredient_id = g.id order by g.name',
  )
  return { stock: rows.map(({ stock }) => stock) }
})
