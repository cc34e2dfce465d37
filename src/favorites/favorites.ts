import type { Favorite } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { NamedItem } from '../orders/items.ts'

/** The customer's favourites by name, with today's prices and availability. */
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

/** The items of a favourite. A favourite of another customer is `favorite_not_found`. */
export const itemsOfFavorite = async (database: Queryable, accountId: string, favoriteId: string): Promise<NamedItem[]> => {
  const [row] = await database.query<{ items: NamedItem[] }>('select items from favorites where id = $1 and account_id = $2', [
    favoriteId,
    accountId,
  ])
  if (!row) throw new AppError('favorite_not_found')
  return row.items
}
