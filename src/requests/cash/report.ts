import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor, keyMoment } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** When the last entry begins (with microseconds), whose it is, and whether it is about a shift. */
const pageKey = z.tuple([keyMoment, contract.id, z.boolean()])

const sql = `
  select json_strip_nulls(json_build_object('account', json_build_object('id', a.id, 'name', a.name), 'shiftId', r.shift_id,
      'from', rfc3339(r.starts_at), 'to', rfc3339(r.ends_at), 'deliveries', r.deliveries, 'cash', money(r.cash, s.currency),
      'pos', money(r.pos, s.currency), 'tips', money(r.tips, s.currency), 'handedOver', money(r.handed_over, s.currency),
      'difference', r.difference, 'carried', carried_json(a.id),
      'endedBy', case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end)) as item,
    json_build_array(r.starts_at, a.id, r.shift_id is not null) as key
  from cash_report($1, $2, $3, $4) r join accounts a on a.id = r.account_id cross join store s
  left join shifts x on x.id = r.shift_id left join accounts m on m.id = x.ended_by
  where $5::timestamptz is null or (r.starts_at, a.id, r.shift_id is not null) < ($5::timestamptz, $6::uuid, $7::boolean)
  order by r.starts_at desc, a.id desc, (r.shift_id is not null) desc`

export const cashReport = forCaller(contract.cashReport, async ({ input, database, caller }) => {
  const { from, to, by, limit, cursor } = input
  const only = caller.role === 'courier' ? caller.accountId : null
  const bind = [from, to, by === 'shift', only, ...(cursor === undefined ? [null, null, null] : decodeCursor(cursor, pageKey))]
  const { items, next } = await readPage<contract.CashEntry>(database, { sql, bind, limit })
  return { entries: items, ...next }
})
