import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** When the last transfer was reported (with microseconds), and with which id. */
const pageKey = z.tuple([keyMoment, contract.stored(1000)])

const sql = `
  select json_strip_nulls(json_build_object('provider', u.provider, 'eventId', u.event_id, 'reference', u.reference,
      'amount', money(u.amount, u.currency), 'payer', u.payer, 'at', rfc3339(u.at))) as item,
    json_build_array(u.at, u.event_id) as key
  from unmatched_transfers u
  where $1::timestamptz is null or (u.at, u.event_id) < ($1::timestamptz, $2::text)
  order by u.at desc, u.event_id desc`

export const paymentUnmatched = forCaller(contract.paymentUnmatched, async ({ input: { limit, cursor }, database }) => {
  const bind = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<contract.UnmatchedTransfer>(database, { sql, bind, limit })
  return { transfers: items, ...next }
})
