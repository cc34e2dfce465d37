/** How long an order waits for the kitchen. docs/decisions/0006 explains the rule. */
import type { Shop, Store } from '../menu/shop.ts'

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
