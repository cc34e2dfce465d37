/** How long an order waits for the kitchen, and what it takes in all. docs/decisions/0006 explains the rules. */
import type { Location } from '../contract/index.ts'
import type { Area, Shop, Store } from '../menu/shop.ts'
import { cookingMinutes, rideMinutes, type Work } from './estimates.ts'

/** What a manager adds to the estimate of an order that is placed now. */
export const busyAt = ({ busy }: Pick<Store, 'busy'>, now: number): Store['busy'] => (busy && now < Date.parse(busy.until) ? busy : null)

/**
 * How long the order waits for the kitchen. What does not fit beside the portions that are cooked at the same time waits, and
 * `parallelDishes` portions take as long as one of them.
 */
export const queueMinutes = (
  { store, workload }: Pick<Shop, 'store' | 'workload'>,
  { portions, longestDish }: { portions: number; longestDish: number },
): number => {
  const { parallelDishes } = store.kitchen
  const all = workload.portions + portions
  if (parallelDishes === null || all <= parallelDishes) return 0
  const minutesEach = (workload.minutes + portions * longestDish) / all
  return Math.round(((all - parallelDishes) / parallelDishes) * minutesEach)
}

interface Content {
  portions: number
  /** Of one portion, in minutes. */
  longestDish: number
  location: Location | undefined
  /** Of the location. */
  area: Area | undefined
}

/** What an order that is placed now takes, without the wait for the store. */
export const workOf = (shop: Shop, { portions, longestDish, location, area }: Content): Work => ({
  queueMinutes: queueMinutes(shop, { portions, longestDish }),
  busyMinutes: busyAt(shop.store, shop.now)?.extraMinutes ?? 0,
  cookingMinutes: cookingMinutes(longestDish, portions),
  rideMinutes: rideMinutes(shop.store, location, area),
})
