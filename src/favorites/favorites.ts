import { z } from 'zod'
import { type Favorite, maxFavorites, stored } from '../contract/index.ts'
import { decodeCursor } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'
import { readPage } from '../database/page.ts'
import { AppError } from '../errors.ts'
import type { NamedItem } from '../orders/items.ts'

/** The last favourite's name: no two of a customer have the same. */
const pageKey = z.tuple([stored(100)])

const pageSql = `
  select json_build_object('id', f.id, 'name', f.name, 'savedAt', rfc3339(f.saved_at), 'items', (
    select json_agg(json_strip_nulls(json_build_object('productId', i.item -> 'productId', 'name', coalesce(text_in(p.name, p.translations, 'name', language_of(a.locale, s.locales)), i.item ->> 'name'),
      'quantity', i.item -> 'quantity', 'exclude', i.item -> 'exclude', 'note', i.item -> 'note',
      'choices', (
        select json_agg(json_build_object('id', c.id, 'option', text_in(o.name, o.translations, 'name', language_of(a.locale, s.locales)),
          'name', text_in(c.name, c.translations, 'name', language_of(a.locale, s.locales)), 'available', c.retired_at is null and c.available) order by o.position, c.position)
        from jsonb_array_elements_text(i.item -> 'choices') x join choices c on c.id = x::uuid join options o on o.id = c.option_id),
      'unitPrice', case when p.id is not null then money(p.price + (
        select coalesce(sum(c.price), 0) from jsonb_array_elements_text(i.item -> 'choices') x join choices c on c.id = x::uuid where c.retired_at is null
      )::bigint, s.currency) end, 'available', coalesce(p.available and p.in_stock, false))) order by i.line)
    from jsonb_array_elements(f.items) with ordinality i(item, line) left join products p on p.id = (i.item ->> 'productId')::uuid and p.retired_at is null
  )) as item, json_build_array(f.name) as key
  from favorites f join accounts a on a.id = f.account_id cross join store s where f.account_id = $1 and ($2::text is null or f.name > $2) order by f.name`

interface FavoritePage {
  limit?: number
  cursor?: string | undefined
}

/** A page of the customer's favourites by name, with today's prices and availability. */
export const listFavorites = async (database: Queryable, accountId: string, { limit = maxFavorites, cursor }: FavoritePage = {}) => {
  const [after] = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<Favorite>(database, { sql: pageSql, bind: [accountId, after], limit })
  return { favorites: items, ...next }
}

/** The items of a favourite. A favourite of another customer is `favorite_not_found`. */
export const itemsOfFavorite = async (database: Queryable, accountId: string, favoriteId: string): Promise<NamedItem[]> => {
  const [row] = await database.query<{ items: NamedItem[] }>('select items from favorites where id = $1 and account_id = $2', [
    favoriteId,
    accountId,
  ])
  if (!row) throw new AppError('favorite_not_found')
  return row.items
}
