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
  /** Of all orders, and of those for which it is not ticked off. */
  all: number
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
      const need = needs.get(id) ?? { id, name, unit, all: 0, left: 0, available, orderIds: [] }
      const left = need.left + (isPicked(orderId, id) ? 0 : quantity)
      needs.set(id, { ...need, all: need.all + quantity, left, available, orderIds: [...need.orderIds, orderId] })
    }
  }
  return [...needs.values()].sort((a, b) => Number(a.left === 0) - Number(b.left === 0) || a.name.localeCompare(b.name))
}
