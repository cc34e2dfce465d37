import { v7 as uuidv7 } from 'uuid'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { listFavorites } from '../../favorites/favorites.ts'
import { itemsOf, type NamedItem } from '../../orders/items.ts'
import { assess, badExclusion, type Item, unknownProduct } from '../../orders/quote.ts'
import { getOrder } from '../../orders/read.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** The items with the names of their dishes. Throws `product_not_found` and `ingredient_not_removable`. */
const checkItems = async (database: Queryable, accountId: string, items: readonly Item[]): Promise<NamedItem[]> => {
  const assessment = await assess(database, accountId, { items: [...items] })
  const impossible = unknownProduct(assessment) ?? badExclusion(assessment)
  if (impossible) throw impossible
  const names = new Map(assessment.items.map(({ productId, name }) => [productId, name]))
  return items.map(({ exclude = [], ...item }) => ({ ...item, exclude, name: names.get(item.productId) ?? '' }))
}

export const favoriteSave = forCallerInTransaction(contract.favoriteSave, async ({ input, transaction, caller: { accountId } }) => {
  const { name, orderId, items = [] } = input
  const named =
    orderId === undefined ? await checkItems(transaction, accountId, items) : itemsOf(await getOrder(transaction, accountId, { orderId }))
  const [row] = await transaction.query<{ fits: boolean }>('select save_favorite($1, $2, $3, $4) as fits', [
    uuidv7(),
    accountId,
    name,
    JSON.stringify(named),
  ])
  if (!row?.fits) throw new AppError('too_many_favorites')
  return listFavorites(transaction, accountId)
})
