/** When an order would arrive. sql/functions/estimates.sql goes on from there; docs/decisions/0006 explains the rules. */
import { distanceKm } from '../contract/areas.ts'
import type { Location } from '../contract/index.ts'
import { scheduleDays } from '../contract/index.ts'
import type { Area, Store } from '../menu/shop.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** The duration of the ride, with what the area of the place adds. A delivery without a location counts as one of the default distance. */
export const rideMinutes = (store: Store, location: Location | undefined, area: Area | undefined): number => {
  const km = location ? distanceKm(store.location, location) : store.defaultDistanceKm
  return store.deliveryBaseMinutes + store.deliveryMinutesPerKm * km + (area?.extraMinutes ?? 0)
}

/** The longest dish, plus half a minute for each further portion. */
export const cookingMinutes = (longest: number, portions: number): number => longest + Math.min(30, Math.floor((portions - 1) / 2))

export interface Work {
  /** How long the dishes ahead of the order occupy the kitchen. */
  queueMinutes: number
  /** What a manager adds. */
  busyMinutes: number
  cookingMinutes: number
  rideMinutes: number
}

/** When an order that is placed now is expected at the door. It waits for the store and for the kitchen at the same time. */
export const expectedAt = (
  now: number,
  { queueMinutes, busyMinutes, cookingMinutes, rideMinutes }: Work,
  at: string | undefined,
  restockMinutes = 0,
): number => {
  const minutes = Math.max(restockMinutes, queueMinutes) + busyMinutes + cookingMinutes + rideMinutes
  return Math.max(at === undefined ? 0 : Date.parse(at), now + minutes * minuteMs)
}

/** The interval of the estimate of an order that is placed now. `restockMinutes`: how long it waits for the store. */
export const estimate = (store: Store, now: number, work: Work, at: string | undefined, restockMinutes: number) => {
  const expected = expectedAt(now, work, at, restockMinutes)
  const earliest = Math.max(now, expected - Math.round(store.earlyMinutes) * minuteMs)
  const latest = expected + Math.round(store.lateMinutes) * minuteMs
  return { earliest: new Date(earliest).toISOString(), latest: new Date(latest).toISOString() }
}

/** Whether work on the order begins more than a day ahead: such an order reserves its ingredients when it comes to the queue. */
export const reservesLater = (
  now: number,
  at: string | undefined,
  { cookingMinutes, rideMinutes }: Pick<Work, 'cookingMinutes' | 'rideMinutes'>,
): boolean => at !== undefined && Date.parse(at) - (cookingMinutes + rideMinutes) * minuteMs > now + dayMs

/** A scheduled delivery is in the future and not too far ahead. */
export const deliveryTimePossible = (now: number, at: string | undefined): boolean =>
  at === undefined || (Date.parse(at) >= now && Date.parse(at) <= now + scheduleDays * dayMs)
