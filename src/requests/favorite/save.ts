import { v7 as uuidv7 } from 'uuid'
import { tellChanged } from '../../accounts/tell-changed.ts'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import { listFavorites } from '../../favorites/favorites.ts'
import { readDishes } from '../../menu/read-shop.ts'
import type { Item } from '../../orders/items.ts'
import { itemsOf, type NamedItem } from '../../orders/items.ts'
import { lineFaultsOf } from '../../orders/lines.ts'
import { getOrder } from '../../orders/read.ts'
import { impossibleLine } from '../../orders/refusals.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** The items with the names of their dishes. Throws `product_not_found` and `ingredient_not_removable`. */
const checkItems = async (database: Queryable, items: readonly Item[]): Promise<NamedItem[]> => {
  const ids = items.map(({ productId }) => productId)
  const dishes = await readDishes(database, ids)
  const impossible = impossibleLine(lineFaultsOf({ dishes }, items))
  if (impossible) throw impossible
  return items.map(({ exclude = [], ...item }) => ({ ...item, exclude, name: dishes.get(item.productId)?.name ?? '' }))
}

export const favoriteSave = forCallerInTransaction(contract.favoriteSave, async ({ input, transaction, caller: { accountId } }) => {
  const { name, orderId, items = [] } = input
  const named = orderId === undefined ? await checkItems(transaction, items) : itemsOf(await getOrder(transaction, accountId, { orderId }))
  await tellChanged(transaction, accountId, ['favorites'])
  const [row] = await transaction.query<{ fits: boolean }>('select save_favorite($1, $2, $3, $4) as fits', [
    uuidv7(),
    accountId,
    name,
    JSON.stringify(named),
  ])
  if (!row?.fits) throw new AppError('too_many_favorites')
  return listFavorites(transaction, accountId)
})
