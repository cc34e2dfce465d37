import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

const sql = `
  update accounts set phone = case when $2 then $3 else phone end, shows_phone = case when $2 then $3::text is not null else shows_phone end
  where id = $1 returning case when shows_phone then phone end as phone`

export const courierSetPhone = forCaller(contract.courierSetPhone, async ({ input: { phone }, database, menu, caller: { accountId } }) => {
  const number = phone ? contract.toPhoneIn(await menu.country(), phone) : null
  const [row] = await database.query<{ phone: string | null }>(sql, [accountId, phone !== undefined, number])
  return row?.phone ? { phone: row.phone } : {}
})
