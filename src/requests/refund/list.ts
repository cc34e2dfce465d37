import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** When the last refund was made (with microseconds), and its id. */
const pageKey = z.tuple([keyMoment, contract.id])

const sql = `
  select managed_refund_json(r) as item, json_build_array(r.created_at, r.id) as key
  from refunds r join payments p on p.id = r.payment_id
  where (not $1::boolean or (r.status <> 'succeeded' and is_unsettled(r, p))) and ($2::timestamptz is null or (r.created_at, r.id) < ($2::timestamptz, $3::uuid))
  order by r.created_at desc, r.id desc`

export const refundList = forCaller(contract.refundList, async ({ input: { unsettled, limit, cursor }, database }) => {
  const bind = [unsettled, ...(cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey))]
  const { items, next } = await readPage<contract.ManagedRefund>(database, { sql, bind, limit })
  return { refunds: items, ...next }
})
