/** How long an order waits for the kitchen. docs/decisions/0006 explains the rule. */
import type { Shop, Store } from '../menu/shop.ts'

/** What a manager adds to the estimate of an order that is placed now. */
export const busyAt = ({ busy }: Pick<Store, 'busy'>, now: number): Store['busy'] => (busy && now < Date.parse(busy.until) ? busy : null)

/**
 * How long it takes until there is room for the order beside the dishes ahead of it. So many of them have to be done before as do not fit
 * beside its own portions, and `parallelDishes` of them take as long as one of them.
 */
export const queueMinutes = ({ store, workload }: Pick<Shop, 'store' | 'workload'>, portions: number): number => {
  const { parallelDishes } = store.kitchen
  const { portions: ahead, minutes } = workload
  if (parallelDishes === null || ahead === 0) return 0
  const before = Math.max(0, Math.min(ahead, ahead + portions - parallelDishes))
  return Math.round((before / parallelDishes) * (minutes / ahead))
}
