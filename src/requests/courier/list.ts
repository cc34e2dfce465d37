import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { forCaller } from '../kinds/handler.ts'

/** The name of the last courier, and the id. */
const pageKey = z.tuple([contract.stored(400), contract.id])

/** Also those who were disabled, until their orders and their cash are with others. */
const sql = `
  select courier_json(a) as item, json_build_array(a.name, a.id) as key
  from accounts a
  where a.role = 'courier' and ($1::uuid is null or a.id = $1) and ($2::text is null or (a.name, a.id) > ($2::text, $3::uuid))
    and (is_courier(a)
      or exists (select from shifts s where s.courier_id = a.id and s.ended_at is null)
      or exists (select from orders o where o.courier_id = a.id and o.status = any (courier_statuses()))
      or exists (select from cash_accounts c where c.account_id = a.id and c.carried > 0))
  order by a.name, a.id`

export const courierList = forCaller(contract.courierList, async ({ input: { limit, cursor }, database, caller }) => {
  const only = caller.role === 'courier' ? caller.accountId : null
  const bind = [only, ...(cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey))]
  const { items, next } = await readPage<contract.Courier>(database, { sql, bind, limit })
  return { couriers: items, ...next }
})
