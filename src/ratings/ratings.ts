import { z } from 'zod'
import { id, type ratingList } from '../contract/index.ts'
import { decodeCursor, encodeCursor, keyMoment } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'

type Filter = z.output<typeof ratingList.input>
type Listed = z.input<typeof ratingList.data>

/** The last row's `rated_at` (with microseconds) and order. */
const pageKey = z.tuple([keyMoment, id])

const totalsSql = 'select average_json(sum, count) as overall, average_json(courier_sum, courier_count) as courier from rating_totals'

const pageSql = `
  select to_json(r.rated_at) as "ratedAt", rating_json(r)::jsonb || jsonb_strip_nulls(jsonb_build_object(
    'orderId', o.id, 'number', o.number,
    'products', (
      select jsonb_agg(jsonb_build_object('id', i.product_id, 'name', i.name) order by i.first)
      from (select product_id, min(name) as name, min(line) as first from order_items where order_id = o.id group by product_id) i
    ),
    'courier', case when c.id is not null then jsonb_build_object('name', c.name) end
  )) as rating
  from ratings r join orders o on o.id = r.order_id left join accounts c on c.id = o.courier_id
  where ($1::int is null or r.rating < $1)
    and ($2::timestamptz is null or (r.rated_at, r.order_id) < ($2::timestamptz, $3::uuid))
  order by r.rated_at desc, r.order_id desc limit $4`

/** A page of everybody's ratings, the newest first, and the averages of all. */
export const listRatings = async (database: Queryable, { below, limit, cursor }: Filter): Promise<Listed> => {
  const [beforeRatedAt, beforeOrder] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const [[totals], rows] = await Promise.all([
    database.query<Pick<Listed, 'overall' | 'courier'>>(totalsSql),
    database.query<{ ratedAt: string; rating: Listed['ratings'][number] }>(pageSql, [below, beforeRatedAt, beforeOrder, limit + 1]),
  ])
  if (!totals) throw new Error('rating_totals has no row')
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    ...totals,
    ratings: page.map(({ rating }) => rating),
    ...(rows.length > limit && last && { nextCursor: encodeCursor([last.ratedAt, last.rating.orderId]) }),
  }
}
