/** What the warehouse has ticked off. Kept in the browser of this device, as long as the order is to be picked. */
import { signal } from '@preact/signals'
import type { RequestData } from '#contract'
import { loadJson, store } from '../../ui/storage.ts'

type Picks = RequestData<'/staff', 'pick:list'>['orders']

const key = 'picked'
const stored = loadJson(key)
const picked = signal<ReadonlySet<string>>(new Set(Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : []))

const nameOf = (orderId: string, ingredientId: string) => `${orderId} ${ingredientId}`

const keep = (ticks: ReadonlySet<string>) => {
  picked.value = ticks
  store(key, JSON.stringify([...ticks]))
}

export const isPicked = (orderId: string, ingredientId: string): boolean => picked.value.has(nameOf(orderId, ingredientId))

/** Ticks an ingredient off for these orders, or takes the ticks away. */
export const setPicked = (orderIds: readonly string[], ingredientId: string, isTicked: boolean): void => {
  const changed = new Set(picked.peek())
  for (const orderId of orderIds) {
    if (isTicked) changed.add(nameOf(orderId, ingredientId))
    else changed.delete(nameOf(orderId, ingredientId))
  }
  keep(changed)
}

/** Forgets the ticks of orders that need no picking any more. */
export const forgetOthers = (orders: Picks): void => {
  const open = new Set(orders.map(({ id }) => id))
  keep(new Set([...picked.peek()].filter((tick) => open.has(tick.split(' ')[0] ?? ''))))
}

export interface Need {
  id: string
  name: string
  unit: string
  all: number
  /** What is not ticked off, and how much of that the warehouse has. */
  left: number
  available: number
  orderIds: string[]
}

/** How much the orders need of each ingredient: first what is still to pick, then what is ticked off, each by name. */
export const needsOf = (orders: Picks): Need[] => {
  const needs = new Map<string, Need>()
  for (const { id: orderId, picks } of orders) {
    for (const {
      ingredient: { id, name },
      unit,
      quantity,
      available,
    } of picks) {
      const need = needs.get(id) ?? { id, name, unit, all: 0, left: 0, available: 0, orderIds: [] }
      const still = isPicked(orderId, id) ? { quantity: 0, available: 0 } : { quantity, available }
      needs.set(id, {
        ...need,
        all: need.all + quantity,
        left: need.left + still.quantity,
        available: need.available + still.available,
        orderIds: [...need.orderIds, orderId],
      })
    }
  }
  return [...needs.values()].sort((a, b) => Number(a.left === 0) - Number(b.left === 0) || a.name.localeCompare(b.name))
}
