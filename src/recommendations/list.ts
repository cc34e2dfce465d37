import type { z } from 'zod'
import type { recommendationList } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { getProducts } from '../menu/menu.ts'

type Recommendation = z.input<typeof recommendationList.data>['recommendations'][number]

/** The best dishes for a customer, the best first. */
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
