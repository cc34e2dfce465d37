/** Whether the shop delivers at the moment that the customer wants. */
import type { z } from 'zod'
import type { orderQuote } from '../contract/index.ts'
import { isWithin, nextChange } from '../menu/opening.ts'
import type { Dish, Store } from '../menu/shop.ts'

type Obstacle = z.input<typeof orderQuote.data>['obstacles'][number]

const timestampOf = (moment: number) => new Date(moment).toISOString()

const hasHours = ({ hours, specialDays }: Store) => hours !== null || Object.keys(specialDays).length > 0

/** The pause that holds at a moment. */
export const pauseAt = ({ paused }: Store, at: number): Store['paused'] =>
  paused && (paused.until === undefined || at < Date.parse(paused.until)) ? paused : null

/** `at` is the moment of the delivery, or now for an order as soon as possible. */
export const openingObstacles = (store: Store, at: number): Obstacle[] => {
  if (hasHours(store) && !isWithin(store, at)) {
    const opens = nextChange(store, at)
    return [{ reason: 'store_closed', details: opens === undefined ? {} : { opensAt: timestampOf(opens) } }]
  }
  const paused = pauseAt(store, at)
  if (!paused) return []
  const { until, reason: message } = paused
  return [{ reason: 'store_paused', details: { ...(until !== undefined && { until }), ...(message !== undefined && { message }) } }]
}

/** Whether the dish can be ordered for a moment, by the kitchen's switch and by its hours. */
export const isOffered = ({ timeZone }: Store, { available, hours }: Pick<Dish, 'available' | 'hours'>, at: number): boolean =>
  available && (hours === null || isWithin({ timeZone, hours, specialDays: {} }, at))
