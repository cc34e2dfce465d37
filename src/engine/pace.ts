/** So many connections are opened in one turn of the event loop: about a millisecond's work. */
const atOnce = 16
const lookAgainMs = 5

/** Runs what it is given, in order. */
export type Pace = (work: () => void) => void

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
  return (work) => {
    if (waiting.push(work) === 1) setImmediate(turn)
  }
}
