import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

type Listed = z.input<typeof contract.ratingList.data>

/** The last row's `rated_at` (with microseconds) and order. */
const pageKey = z.tuple([keyMoment, contract.id])

const totalsSql = 'select average_json(sum, count) as overall, average_json(courier_sum, courier_count) as courier from rating_totals'

const pageSql = `
  select json_build_array(r.rated_at, r.order_id) as key, rating_json(r)::jsonb || jsonb_strip_nulls(jsonb_build_object(
    'orderId', o.id, 'number', o.number,
    'products', (
      select jsonb_agg(jsonb_build_object('id', i.product_id, 'name', i.name) order by i.first)
      from (select product_id, min(name) as name, min(line) as first from order_items x where x.order_id = o.id and portions_left(x) > 0 group by product_id) i
    ),
    'courier', case when c.id is not null then jsonb_build_object('name', c.name) end
  )) as item
  from ratings r join orders o on o.id = r.order_id left join accounts c on c.id = o.courier_id
  where ($1::int is null or r.rating < $1)
    and ($2::timestamptz is null or (r.rated_at, r.order_id) < ($2::timestamptz, $3::uuid))
  order by r.rated_at desc, r.order_id desc`

/** A page of all customers' ratings, the newest first, and the averages over all ratings. */
export const ratingList = forCaller(contract.ratingList, async ({ input, database }) => {
  const { below, limit, cursor } = input
  const [beforeRatedAt, beforeOrder] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const bind = [below ?? null, beforeRatedAt, beforeOrder]
  const [[totals], { items, next }] = await Promise.all([
    database.query<Pick<Listed, 'overall' | 'courier'>>(totalsSql),
    readPage<Listed['ratings'][number]>(database, { sql: pageSql, bind, limit }),
  ])
  if (!totals) throw new Error('rating_totals has no row')
  return { ...totals, ratings: items, ...next }
})
