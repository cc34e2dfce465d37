import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { forCaller } from '../kinds/handler.ts'

const sql = `
  update accounts set phone = case when $2 then $3 else phone end, shows_phone = case when $2 then $3::text is not null else shows_phone end
  where id = $1 returning case when shows_phone then phone end as phone`

/** Without a number it only reads, and leaves nothing in the audit log. */
export const courierSetPhone = forCaller(contract.courierSetPhone, async ({ input: { phone }, database, menu, caller: { accountId } }) => {
  const number = phone ? contract.toPhoneIn(await menu.country(), phone) : null
  const set = (on: Queryable) => on.query<{ phone: string | null }>(sql, [accountId, phone !== undefined, number])
  const [row] = await (phone === undefined ? set(database) : database.transact(set))
  return row?.phone ? { phone: row.phone } : {}
})
