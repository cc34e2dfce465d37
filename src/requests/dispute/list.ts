import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** When the last dispute was opened (with microseconds), and its reference. */
const pageKey = z.tuple([keyMoment, contract.stored(1000)])

const sql = `
  select json_build_object('orderId', o.id, 'orderNumber', o.number, 'paymentId', p.id, 'reference', d.reference, 'amount', money(d.amount, d.currency),
      'cause', d.reason, 'status', d.status, 'createdAt', rfc3339(d.created_at)) as item,
    json_build_array(d.created_at, d.reference) as key
  from disputes d join payments p on p.id = d.payment_id join orders o on o.id = p.order_id
  where $1::timestamptz is null or (d.created_at, d.reference) < ($1::timestamptz, $2::text)
  order by d.created_at desc, d.reference desc`

export const disputeList = forCaller(contract.disputeList, async ({ input: { limit, cursor }, database }) => {
  const bind = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<contract.Dispute>(database, { sql, bind, limit })
  return { disputes: items, ...next }
})
