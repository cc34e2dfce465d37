import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** When work on the last order must begin (with microseconds), and its id. */
const pageKey = z.tuple([keyMoment, contract.id])

const sql = `
  with needed as materialized (
    select h.order_id, bool_and(h.available = h.quantity) as ready, json_agg(json_build_object(
      'ingredient', json_build_object('id', g.id, 'name', g.name), 'unit', g.unit, 'quantity', h.quantity, 'available', h.available) order by g.name) as picks
    from reserved_for_orders h join ingredients g on g.id = h.ingredient_id group by h.order_id
  )
  select json_build_object('id', o.id, 'number', o.number, 'status', o.status, 'workBeginsAt', rfc3339(o.work_begins_at),
      'ready', coalesce(n.ready, true), 'picks', coalesce(n.picks, '[]')) as item,
    json_build_array(o.work_begins_at, o.id) as key
  from order_rows o left join needed n on n.order_id = o.id
  where o.status in ('placed', 'confirmed') and o.comes_at is null and ($1::text is null or o.status = $1)
    and ($2::timestamptz is null or (o.work_begins_at, o.id) > ($2::timestamptz, $3::uuid))
  order by o.work_begins_at, o.id`

/** What several orders need together. */
const totalsOf = (orders: readonly contract.OrderPicks[]): contract.Pick[] => {
  const totals = new Map<string, contract.Pick>()
  for (const pick of orders.flatMap(({ picks }) => picks)) {
    const { quantity, available } = totals.get(pick.ingredient.id) ?? { quantity: 0, available: 0 }
    totals.set(pick.ingredient.id, { ...pick, quantity: quantity + pick.quantity, available: available + pick.available })
  }
  return [...totals.values()].sort((a, b) => a.ingredient.name.localeCompare(b.ingredient.name))
}

/** What the placed and the confirmed orders of the queue have reserved: recipes as they were when the orders were placed, without what is left out. */
export const pickList = forCaller(contract.pickList, async ({ input: { status, limit, cursor }, database }) => {
  const [after, afterId] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const bind = [status ?? null, after, afterId]
  const { items, next } = await readPage<contract.OrderPicks>(database, { sql, bind, limit })
  return { orders: items, totals: totalsOf(items), ...next }
})
