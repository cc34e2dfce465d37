import { setImmediate as nextTurn } from 'node:timers/promises'
import DataLoader from 'dataloader'

/**
 * Coalesces concurrent calls into batches, one batch at a time: a batch takes what has waited while the one before it ran.
 * `work` returns a result or an `Error` for each entry, in order.
 */
export const createLane = <Entry, Result>(work: (entries: readonly Entry[]) => Promise<(Result | Error)[]>, maxBatchSize: number) => {
  let running: Promise<unknown> = Promise.resolve()
  let tail: Promise<unknown> = Promise.resolve()
  const loader = new DataLoader<Entry, Result>(
    (entries) => {
      const results = work(entries)
      running = results.catch(() => undefined)
      // the next batch is on its way before the answers of this one keep the event loop busy
      return results.finally(() => nextTurn())
    },
    {
      cache: false,
      maxBatchSize,
      batchScheduleFn: (dispatch) => {
        tail = tail.then(() => {
          dispatch()
          return running
        })
      },
    },
  )
  return (entry: Entry): Promise<Result> => loader.load(entry)
}
