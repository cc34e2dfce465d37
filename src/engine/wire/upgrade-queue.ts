/** So many connections are opened in one turn of the event loop: about a millisecond's work. */
const atOnce = 16
const lookAgainMs = 5

export interface Pace {
  /** Runs what it is given, in order, when it is its turn. */
  inTurn(work: () => void): void
  /** More waits than one turn runs. */
  isBehind(): boolean
}

/** Runs some in each turn of the event loop, so that those who are connected get theirs, and none while it must not. */
export const createPace = (may: () => boolean = () => true): Pace => {
  let waiting: (() => void)[] = []
  const turn = () => {
    if (!may()) {
      setTimeout(turn, lookAgainMs)
      return
    }
    const due = waiting.slice(0, atOnce)
    waiting = waiting.slice(atOnce)
    if (waiting.length > 0) setImmediate(turn)
    for (const work of due) work()
  }
  return {
    inTurn: (work) => {
      if (waiting.push(work) === 1) setImmediate(turn)
    },
    isBehind: () => waiting.length >= atOnce,
  }
}
