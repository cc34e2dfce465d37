/** For two seconds after a change an order keeps its place, and takes no further step. A second tap in that time would be meant for what was there before. */
import { signal } from '@preact/signals'
import type { QueueOrder } from '#contract'

export const holdMs = 2000

/** The ids of the orders that have just changed their status. */
export const held = signal<ReadonlySet<string>>(new Set())

/** The latest change of the board, and the latest tap or key, on the clock of `performance.now()`. */
export const latest = { change: -holdMs, touch: -holdMs }

const timers = new Map<string, ReturnType<typeof setTimeout>>()

const release = (id: string) => {
  timers.delete(id)
  held.value = new Set([...held.peek()].filter((each) => each !== id))
}

export const holdOrder = (id: string): void => {
  latest.change = performance.now()
  clearTimeout(timers.get(id))
  timers.set(
    id,
    setTimeout(() => release(id), holdMs),
  )
  held.value = new Set(held.peek()).add(id)
}

export const holdWhenChanged = (order: QueueOrder, before: QueueOrder | undefined): void => {
  if (before && before.status !== order.status) holdOrder(order.id)
}

/** Call this once. */
export const watchTouches = (): void => {
  const touched = () => {
    latest.touch = performance.now()
  }
  addEventListener('pointerdown', touched, { capture: true })
  addEventListener('keydown', touched, { capture: true })
}
