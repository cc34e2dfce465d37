import type { Doing, Place, Tracing } from '../tracing/tracing.ts'
import { createBatcher } from './batcher.ts'

interface Waiting<Entry> {
  entry: Entry
  from: Place | undefined
}

/**
 * `createBatcher`, each batch in a span. The batch of one caller is part of that caller's trace; one of several has a trace of its own, which
 * refers to theirs.
 */
export const createTracedBatcher = <Entry, Result>(
  tracing: Tracing,
  name: string,
  work: (entries: readonly Entry[]) => Promise<(Result | Error)[]>,
  maxBatchSize: number,
) => {
  const batch = createBatcher(async (waiting: readonly Waiting<Entry>[]) => {
    const requesters = waiting.map(({ from }) => from)
    const doing: Doing = { name, kind: 'client', attributes: { 'customerbackend.batch_size': waiting.length }, requesters }
    return tracing.trace(doing, () => work(waiting.map(({ entry }) => entry)))
  }, maxBatchSize)
  return (entry: Entry): Promise<Result> => batch({ entry, from: tracing.here() })
}
