import type { z } from 'zod'
import type { courierLocate, livePushes } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'

type Position = z.output<typeof courierLocate.input>
export type LocationChanged = z.output<(typeof livePushes)['courier:location_changed']>

interface Dependencies {
  database: Queryable
  /** Shows a customer where the courier is; latest-only, may be dropped. */
  show: (accountId: string, change: LocationChanged) => void
  onError: (error: unknown) => void
}

/** Takes in couriers' positions and shows the latest of each, at most once a second, to the customers of the orders he carries. */
export interface CourierPositions {
  locate(courierId: string, position: Position): void
  stop(): void
}

const showEveryMs = 1000

const carriedSql = `
  with seen as (
    insert into courier_positions (account_id, lat, lng, at) values ($1, $2, $3, now())
    on conflict (account_id) do update set lat = excluded.lat, lng = excluded.lng, at = excluded.at
    returning at
  )
  select o.id as "orderId", o.account_id as "accountId", rfc3339(seen.at) as at
  from seen join orders o on o.courier_id = $1 and o.status = 'in_transit'`

export const createCourierPositions = ({ database, show, onError }: Dependencies): CourierPositions => {
  /** Couriers who were shown less than a second ago, with what came since. */
  const resting = new Map<string, { timer: NodeJS.Timeout; latest?: Position }>()

  const showNow = async (courierId: string, { location, heading, speed }: Position) => {
    const carried = await database.query<{ orderId: string; accountId: string; at: string }>(carriedSql, [
      courierId,
      location.lat,
      location.lng,
    ])
    for (const { orderId, accountId, at } of carried) show(accountId, { orderId, location, heading, speed, at })
  }

  const locate = (courierId: string, position: Position) => {
    const rest = resting.get(courierId)
    if (rest) {
      rest.latest = position
      return
    }
    const timer = setTimeout(() => {
      const latest = resting.get(courierId)?.latest
      resting.delete(courierId)
      if (latest) locate(courierId, latest)
    }, showEveryMs)
    resting.set(courierId, { timer })
    showNow(courierId, position).catch(onError)
  }

  const stop = () => {
    for (const { timer } of resting.values()) clearTimeout(timer)
    resting.clear()
  }

  return { locate, stop }
}
