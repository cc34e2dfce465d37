/** Connections opened in one turn of the event loop: about a millisecond of work. */
const openedPerTurn = 16
const retryAfterMs = 5

type Open = () => void

/** The place of a connection in the queue. */
export interface Place {
  onFirstMessage(message: Buffer): void
  /** The client has left: it is not opened any more. */
  leave(): void
}

export interface UpgradeQueue {
  /** Calls `open` in one of the next turns of the event loop. */
  add(open: Open): Place
  /** More connections wait than the next turn opens. */
  isBehind(): boolean
  /** How many connections wait. */
  size(): number
}

const take = (from: Set<Open>, most: number): Open[] => {
  const taken: Open[] = []
  for (const open of from) {
    if (taken.length >= most) break
    taken.push(open)
  }
  for (const open of taken) from.delete(open)
  return taken
}

interface Options {
  /** How many connections each turn opens. */
  perTurn?: number
  /** Pauses the queue while it returns false. */
  mayOpen?: (() => boolean) | undefined
  /** Whether the client that says this first returns after it has lost its connection. */
  returns?: ((message: Buffer) => boolean) | undefined
}

/**
 * Opens a few connections in each turn of the event loop, so that open connections get their share of it: those first whose clients have
 * said what they want, each kind in its order.
 */
export const createUpgradeQueue = ({ perTurn = openedPerTurn, mayOpen = () => true, returns = () => false }: Options): UpgradeQueue => {
  // newcomers are few in a storm of clients that return, and do not wait for its end
  const forNewcomers = perTurn / 4
  const [silent, returning, newcomers] = [new Set<Open>(), new Set<Open>(), new Set<Open>()]
  const size = () => silent.size + returning.size + newcomers.size
  let isRunning = false
  const openSome = () => {
    isRunning = size() > 0
    if (!isRunning) return
    if (!mayOpen()) {
      setTimeout(openSome, retryAfterMs)
      return
    }
    setImmediate(openSome)
    const due = take(newcomers, forNewcomers)
    for (const waiting of [returning, newcomers, silent]) due.push(...take(waiting, perTurn - due.length))
    for (const open of due) open()
  }
  return {
    add: (open) => {
      silent.add(open)
      if (!isRunning) setImmediate(openSome)
      isRunning = true
      return {
        onFirstMessage: (message) => {
          if (silent.delete(open)) (returns(message) ? returning : newcomers).add(open)
        },
        leave: () => {
          for (const waiting of [silent, returning, newcomers]) waiting.delete(open)
        },
      }
    },
    isBehind: () => size() >= perTurn,
    size,
  }
}
