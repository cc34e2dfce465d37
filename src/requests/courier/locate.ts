import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

interface Carried {
  orderId: string
  accountId: string
  at: string
}

/** Stores the position and selects the orders that the courier carries. */
const storeSql = `
  with stored as (
    insert into courier_positions (account_id, lat, lng, at) values ($1, $2, $3, now())
    on conflict (account_id) do update set lat = excluded.lat, lng = excluded.lng, at = excluded.at
    returning at
  )
  select o.id as "orderId", o.account_id as "accountId", rfc3339(stored.at) as at
  from stored join orders o on o.courier_id = $1 and o.status = 'in_transit'`

/** Answers before the position is stored: a position is never worth waiting for, because the next one replaces it. */
export const courierLocate = forCaller(contract.courierLocate, async ({ input, database, positions, showCourier, caller }) => {
  const { location, heading, speed } = input
  positions.update(caller.accountId, async () => {
    const carried = await database.query<Carried>(storeSql, [caller.accountId, location.lat, location.lng])
    for (const { orderId, accountId, at } of carried) showCourier(accountId, { orderId, location, heading, speed, at })
  })
  return {}
})
