import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** When the last request is due (with microseconds), and its id. */
const pageKey = z.tuple([keyMoment, contract.id])

const sql = `
  select json_build_object('id', r.id, 'ingredient', json_build_object('id', g.id, 'name', g.name), 'unit', g.unit, 'quantity', r.quantity,
      'received', r.received, 'missing', greatest(0, s.reserved - s.on_hand), 'requestedAt', rfc3339(r.requested_at), 'dueAt', rfc3339(r.due_at)) as item,
    json_build_array(r.due_at, r.id) as key
  from open_restocks r join ingredients g on g.id = r.ingredient_id cross join stock_of(g.id) s
  where $1::timestamptz is null or (r.due_at, r.id) > ($1::timestamptz, $2::uuid)
  order by r.due_at, r.id`

export const restockList = forCaller(contract.restockList, async ({ input: { limit, cursor }, database }) => {
  const bind = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<contract.Restock>(database, { sql, bind, limit })
  return { restocks: items, ...next }
})
