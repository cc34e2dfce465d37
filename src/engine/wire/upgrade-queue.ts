/** Connections opened in one turn of the event loop: about a millisecond of work. */
const openedPerTurn = 16
const retryAfterMs = 5

export interface UpgradeQueue {
  /** Calls `open` in one of the next turns of the event loop, first come, first served. */
  add(open: () => void): void
  /** More connections wait than the next turn opens. */
  isBehind(): boolean
  /** How many connections wait. */
  size(): number
}

/** Opens a few connections in each turn of the event loop, so that open connections get their share of it. Pauses while `mayOpen` is false. */
export const createUpgradeQueue = (mayOpen: () => boolean = () => true): UpgradeQueue => {
  let waiting: (() => void)[] = []
  const openSome = () => {
    if (!mayOpen()) {
      setTimeout(openSome, retryAfterMs)
      return
    }
    const due = waiting.slice(0, openedPerTurn)
    waiting = waiting.slice(openedPerTurn)
    if (waiting.length > 0) setImmediate(openSome)
    for (const open of due) open()
  }
  return {
    add: (open) => {
      if (waiting.push(open) === 1) setImmediate(openSome)
    },
    isBehind: () => waiting.length >= openedPerTurn,
    size: () => waiting.length,
  }
}
