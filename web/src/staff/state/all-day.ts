/** How many of each dish are still to be cooked, over all open orders. */
import { computed } from '@preact/signals'
import type { OrderStatus } from '#contract'
import { moment } from '../../ui/now.ts'
import { isForLater } from './due.ts'
import { isOfStation } from './filters.ts'
import { isInQueue, orders } from './queue.ts'
import { isTicked } from './ticks.ts'

const uncooked: readonly OrderStatus[] = ['placed', 'confirmed', 'in_preparation']

export interface OpenDish {
  /** Tells dishes with other choices apart. */
  key: string
  name: string
  choices: readonly string[]
  count: number
}

/** The most portions first. Without what is ticked, and without orders for later. */
export const openDishes = computed((): OpenDish[] => {
  const counts = new Map<string, OpenDish>()
  for (const order of orders.value.values()) {
    if (!isInQueue(order) || !uncooked.includes(order.status) || isForLater(order, moment.value)) continue
    for (const item of order.items) {
      if (isTicked(order.id, item.line) || !isOfStation(item)) continue
      const { productId, name, quantity, choices = [] } = item
      const key = [productId, ...choices.map(({ id }) => id).sort()].join(' ')
      counts.set(key, { key, name, choices: choices.map((choice) => choice.name), count: (counts.get(key)?.count ?? 0) + quantity })
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
})
