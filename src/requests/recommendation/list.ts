import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { getProducts } from '../../menu/menu.ts'
import { forCaller } from '../kinds/handler.ts'

type Recommendation = z.input<typeof contract.recommendationList.data>['recommendations'][number]

/** Dishes that the customer may like, the best first. */
export const recommend = async (database: Queryable, accountId: string, limit: number): Promise<Recommendation[]> => {
  const rows = await database.query<{ productId: string; score: number; why: string }>(
    'select product_id as "productId", score, why from recommend($1, $2)',
    [accountId, limit],
  )
  const products = await getProducts(
    database,
    rows.map(({ productId }) => productId),
  )
  return rows.flatMap(({ productId, score, why }) => {
    const product = products.find(({ id }) => id === productId)
    return product ? [{ product, score, why }] : []
  })
}

export const recommendationList = forCaller(contract.recommendationList, async ({ input, database, caller }) => ({
  recommendations: await recommend(database, caller.accountId, input.limit),
}))
