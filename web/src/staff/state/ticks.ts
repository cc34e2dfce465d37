/** The lines that the kitchen has ticked off. Kept in the browser of this device, as long as the order is in the queue. */
import { effect, signal } from '@preact/signals'
import { isInQueue, isLoaded, orders } from './queue.ts'

const key = 'ticks'

const read = (): ReadonlySet<string> => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return new Set(Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [])
  } catch {
    // spoilt or blocked storage: nothing is ticked
    return new Set()
  }
}

const ticks = signal(read())

const name = (orderId: string, line: number) => `${orderId} ${line}`

export const isTicked = (orderId: string, line: number): boolean => ticks.value.has(name(orderId, line))

export const toggleTick = (orderId: string, line: number): void => {
  const changed = new Set(ticks.peek())
  if (!changed.delete(name(orderId, line))) changed.add(name(orderId, line))
  ticks.value = changed
}

/** Call this once. */
export const keepTicks = (): void => {
  effect(() => {
    if (!isLoaded.value) return
    const open = [...ticks.value].filter((tick) => {
      const order = orders.value.get(tick.split(' ')[0] ?? '')
      return order && isInQueue(order)
    })
    try {
      localStorage.setItem(key, JSON.stringify(open))
    } catch {
      // without storage the ticks last as long as the page
    }
  })
}
