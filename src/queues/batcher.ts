import { setImmediate as nextTurn } from 'node:timers/promises'
import DataLoader from 'dataloader'

/**
 * Combines concurrent calls into batches and runs one batch at a time. A batch contains the calls that arrived while the previous batch
 * ran, at most `maxBatchSize`. `work` returns a result or an `Error` for each entry, in the same order.
 */
export const createBatcher = <Entry, Result>(work: (entries: readonly Entry[]) => Promise<(Result | Error)[]>, maxBatchSize: number) => {
  let running: Promise<unknown> = Promise.resolve()
  let tail: Promise<unknown> = Promise.resolve()
  const loader = new DataLoader<Entry, Result>(
    (entries) => {
      const results = work(entries)
      running = results.catch(() => undefined)
      // start the next batch before the callers of this one occupy the event loop
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
