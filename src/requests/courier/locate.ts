import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

interface Carried {
  orderId: string
  accountId: string
  at: string
}

const maxAheadMs = 60_000

const locateSql = `select order_id as "orderId", account_id as "accountId", rfc3339(at) as at from locate_courier($1, $2, $3, $4)`

/** The position that devices report when they do not know theirs. */
const isUnknown = ({ lat, lng }: contract.Location) => lat === 0 && lng === 0

/** Answers before the position is stored: a position is never worth waiting for, because the next one replaces it. */
export const courierLocate = forCaller(contract.courierLocate, async ({ input, database, positions, showCourier, caller }) => {
  const { location, heading, speed } = input
  const fixedAt = input.at === undefined ? Date.now() : Date.parse(input.at)
  if (fixedAt > Date.now() + maxAheadMs)
    throw new AppError('invalid_argument', { message: 'at: is more than 60 seconds ahead', details: { fields: ['at'] } })
  if (isUnknown(location)) return {}
  positions.update(caller.accountId, fixedAt, async () => {
    const fix = [caller.accountId, location.lat, location.lng, new Date(fixedAt).toISOString()]
    const carried = await database.query<Carried>(locateSql, fix)
    for (const { orderId, accountId, at } of carried) showCourier(accountId, { orderId, location, heading, speed, at })
  })
  return {}
})
