import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { Favorite, favoriteSave } from '../contract/index.ts'
import type { Queryable, Transaction } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { itemsOf, type NamedItem } from '../orders/items.ts'
import { checkItems } from '../orders/quote.ts'
import { getOrder } from '../orders/read.ts'

type Saved = z.output<typeof favoriteSave.input>

/** All of them, by name. */
export const listFavorites = (database: Queryable, accountId: string): Promise<Favorite[]> =>
  database.query<Favorite>(
    `select f.id, f.name, rfc3339(f.saved_at) as "savedAt", (
       select json_agg(json_strip_nulls(json_build_object('productId', i.item -> 'productId', 'name', coalesce(p.name, i.item ->> 'name'),
         'quantity', i.item -> 'quantity', 'exclude', i.item -> 'exclude', 'note', i.item -> 'note',
         'unitPrice', case when p.id is not null then money(p.price, s.currency) end, 'available', coalesce(p.available, false))) order by i.line)
       from jsonb_array_elements(f.items) with ordinality i(item, line) left join products p on p.id = (i.item ->> 'productId')::uuid
     ) as items
     from favorites f cross join store s where f.account_id = $1 order by f.name`,
    [accountId],
  )

/** The lines of a favourite. Somebody else's is `favorite_not_found`. */
export const itemsOfFavorite = async (database: Queryable, accountId: string, favoriteId: string): Promise<NamedItem[]> => {
  const [row] = await database.query<{ items: NamedItem[] }>('select items from favorites where id = $1 and account_id = $2', [
    favoriteId,
    accountId,
  ])
  if (!row) throw new AppError('favorite_not_found')
  return row.items
}

/** Throws `order_not_found`, `product_not_found`, `ingredient_not_removable` and `too_many_favorites`. */
export const saveFavorite = async (transaction: Transaction, accountId: string, { name, orderId, items = [] }: Saved): Promise<void> => {
  const named =
    orderId === undefined ? await checkItems(transaction, accountId, items) : itemsOf(await getOrder(transaction, accountId, { orderId }))
  const [row] = await transaction.query<{ fits: boolean }>('select save_favorite($1, $2, $3, $4) as fits', [
    uuidv7(),
    accountId,
    name,
    JSON.stringify(named),
  ])
  if (!row?.fits) throw new AppError('too_many_favorites')
}

export const removeFavorite = async (transaction: Transaction, accountId: string, favoriteId: string): Promise<void> => {
  const removed = await transaction.query('delete from favorites where id = $1 and account_id = $2 returning id', [favoriteId, accountId])
  if (removed.length === 0) throw new AppError('favorite_not_found')
}
