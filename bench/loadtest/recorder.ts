/** Counts, latencies and outcomes: of the whole run, and of each interval. */
import { createHistogram, encode, type Histogram, percentilesOf, recordMs } from './histogram.ts'
import type { Counted, Counts, Point, Row } from './outcome.ts'

/** `declined`: for a good reason, such as a dish that is sold out. `refused`: because of the load, to be retried. */
export type Outcome = 'ok' | 'declined' | 'refused' | 'failed'

/** The kinds that the report shows over time. */
export const plottedKinds = ['any request', 'order:place', 'feed event', 'connect'] as const

const nothing: Counts = { orders: 0, events: 0, duplicates: 0, early: 0, replays: 0, resumed: 0, lost: 0, unanswered: 0, faults: 0 }

interface Interval {
  count: number
  refused: number
  histogram: Histogram
}

const newKind = () => ({ ok: 0, declined: 0, refused: 0, failed: 0, histogram: createHistogram(3) })

export const createRecorder = () => {
  const kinds = new Map<string, ReturnType<typeof newKind>>()
  const intervals = new Map<string, Interval>(plottedKinds.map((kind) => [kind, { count: 0, refused: 0, histogram: createHistogram(2) }]))
  const counts = { ...nothing }
  let interval = { ...nothing }
  const points: Point[] = []
  const refusals = new Map<string, number>()
  let isOpen = false

  /** The figures of the interval that ends. */
  const closeInterval = (each: Interval) => {
    const { count, refused, histogram } = each
    const figures = { count, refused, ...percentilesOf(histogram), histogram: encode(histogram) }
    each.count = 0
    each.refused = 0
    histogram.reset()
    return figures
  }

  return {
    /** Records the duration of one request. */
    duration: (name: string, ms: number, outcome: Outcome = 'ok') => {
      if (!isOpen) return
      const kind = kinds.get(name) ?? newKind()
      kinds.set(name, kind)
      kind[outcome] += 1
      recordMs(kind.histogram, ms)
      const plotted = intervals.get(name)
      if (!plotted) return
      plotted.count += 1
      if (outcome === 'refused') plotted.refused += 1
      recordMs(plotted.histogram, ms)
    },
    /** While it measures. Faults count in any case: the checks at the end find them too. */
    count: (name: Counted) => {
      if (!isOpen && name !== 'faults') return
      counts[name] += 1
      interval[name] += 1
    },
    /** Records why a request was declined or refused. */
    refusal: (why: string) => {
      if (isOpen) refusals.set(why, (refusals.get(why) ?? 0) + 1)
    },
    /** The most frequent first. */
    refusals: (): [string, number][] => [...refusals].sort(([, a], [, b]) => b - a),
    counts: (): Readonly<Counts> => counts,
    /** Ends an interval. */
    tick: (at: number, connected: number): Point => {
      const measured = [...intervals].filter(([, { count }]) => count > 0)
      const point: Point = {
        at,
        seconds: at - (points.at(-1)?.at ?? 0),
        connected,
        counts: interval,
        kinds: Object.fromEntries(measured.map(([name, each]) => [name, closeInterval(each)])),
      }
      interval = { ...nothing }
      points.push(point)
      return point
    },
    /** Starts measuring: what is requested before, such as the menu, is not part of the load. */
    open: () => {
      isOpen = true
    },
    /** Stops measuring: the checks after the run are not part of the load either. */
    close: () => {
      isOpen = false
    },
    points: (): readonly Point[] => points,
    rows: (): Row[] =>
      [...kinds].map(([kind, { histogram, ...outcomes }]) => ({
        kind,
        ...outcomes,
        ...percentilesOf(histogram),
        histogram: encode(histogram),
      })),
  }
}

export type Recorder = ReturnType<typeof createRecorder>
