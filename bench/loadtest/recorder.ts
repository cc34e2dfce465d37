/** Counts, latencies and outcomes: of the whole run, and of each interval. */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** `declined`: for a good reason, such as a dish that is sold out. `refused`: because of the load, to be retried. */
export type Outcome = 'ok' | 'declined' | 'refused' | 'failed'

/** Counters besides requests. */
const nothing = { orders: 0, events: 0, duplicates: 0, early: 0, replays: 0, resumed: 0, lost: 0, unanswered: 0, faults: 0 }
export type Counts = typeof nothing
export type Counted = keyof Counts

/** In milliseconds. */
export interface Percentiles {
  p50: number
  p95: number
  p99: number
  max: number
}

export interface Point {
  /** End of the interval, in seconds since the start. */
  at: number
  /** Length of the interval. */
  seconds: number
  connected: number
  counts: Counts
  kinds: Record<string, Percentiles & Record<'count' | 'refused', number>>
}

interface Kind {
  outcomes: Record<Outcome, number>
  before: Record<Outcome, number>
  total: RecordableHistogram
  interval: RecordableHistogram
}

export type Row = { kind: string } & Record<Outcome, number> & Percentiles

/** Microseconds up to ten minutes, to two significant digits. */
const newHistogram = () => createHistogram({ lowest: 1, highest: 600_000_000, figures: 2 })

const none = (): Record<Outcome, number> => ({ ok: 0, declined: 0, refused: 0, failed: 0 })

const percentiles = (histogram: RecordableHistogram): Percentiles => {
  const ms = (share: number) => (histogram.count === 0 ? 0 : histogram.percentile(share) / 1000)
  return { p50: ms(50), p95: ms(95), p99: ms(99), max: ms(100) }
}

const since = (now: Record<Outcome, number>, before: Record<Outcome, number>, outcomes: readonly Outcome[]) =>
  outcomes.reduce((sum, outcome) => sum + now[outcome] - before[outcome], 0)

export const createRecorder = () => {
  const kinds = new Map<string, Kind>()
  const counts = { ...nothing }
  let interval = { ...nothing }
  const points: Point[] = []
  const refusals = new Map<string, number>()
  let isClosed = false

  const kindOf = (name: string): Kind => {
    const kind = kinds.get(name) ?? { outcomes: none(), before: none(), total: newHistogram(), interval: newHistogram() }
    kinds.set(name, kind)
    return kind
  }

  const closeInterval = (kind: Kind) => {
    const { outcomes, before, interval } = kind
    const figures = {
      count: since(outcomes, before, ['ok', 'declined', 'refused', 'failed']),
      refused: since(outcomes, before, ['refused']),
      ...percentiles(interval),
    }
    interval.reset()
    kind.before = { ...outcomes }
    return figures
  }

  return {
    /** Records the duration of one request. */
    duration: (name: string, ms: number, outcome: Outcome = 'ok') => {
      if (isClosed) return
      const kind = kindOf(name)
      const microseconds = Math.max(1, Math.round(ms * 1000))
      kind.outcomes[outcome] += 1
      kind.total.record(microseconds)
      kind.interval.record(microseconds)
    },
    count: (name: Counted) => {
      counts[name] += 1
      interval[name] += 1
    },
    /** Records why a request was declined or refused. */
    refusal: (why: string) => {
      if (!isClosed) refusals.set(why, (refusals.get(why) ?? 0) + 1)
    },
    /** The most frequent first. */
    refusals: (): [string, number][] => [...refusals].sort(([, a], [, b]) => b - a),
    counts: (): Readonly<Counts> => counts,
    /** Ends an interval. */
    tick: (at: number, connected: number): Point => {
      const point: Point = {
        at,
        seconds: at - (points.at(-1)?.at ?? 0),
        connected,
        counts: interval,
        kinds: Object.fromEntries([...kinds].map(([name, kind]) => [name, closeInterval(kind)])),
      }
      interval = { ...nothing }
      points.push(point)
      return point
    },
    /** Stops measuring: the checks after the run are not part of the load. */
    close: () => {
      isClosed = true
    },
    points: (): readonly Point[] => points,
    rows: (): Row[] => [...kinds].map(([kind, { outcomes, total }]) => ({ kind, ...outcomes, ...percentiles(total) })),
  }
}

export type Recorder = ReturnType<typeof createRecorder>
