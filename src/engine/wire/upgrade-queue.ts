/** Connections opened in one turn of the event loop: about a millisecond of work. */
const openedPerTurn = 16
const retryAfterMs = 5

type Open = () => void

/** The place of a connection in the queue. */
export interface Place {
  /** The client has sent its first message. */
  heard(message: Buffer): void
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
  const openSome = () => {
    if (!mayOpen()) {
      setTimeout(openSome, retryAfterMs)
      return
    }
    const due = take(newcomers, returning.size > 0 ? forNewcomers : perTurn)
    for (const waiting of [returning, silent]) due.push(...take(waiting, perTurn - due.length))
    if (size() > 0) setImmediate(openSome)
    for (const open of due) open()
  }
  return {
    add: (open) => {
      silent.add(open)
      if (size() === 1) setImmediate(openSome)
      return {
        heard: (message) => {
          if (silent.delete(open)) (returns(message) ? returning : newcomers).add(open)
        },
      }
    },
    isBehind: () => size() >= perTurn,
    size,
  }
}
