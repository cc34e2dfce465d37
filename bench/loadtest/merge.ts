/** Several results as one: of generators on one machine, or of several machines that ran at the same time. */
import { type CheckResult, keptExamples } from './checks.ts'
import { addUp, encode, percentilesOf } from './histogram.ts'
import type { Counts, Outcome, Point, Row } from './outcome.ts'

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

const groupBy = <Value>(values: readonly Value[], key: (value: Value) => string): Value[][] => {
  const groups = new Map<string, Value[]>()
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value])
  return [...groups.values()]
}

const addCounts = (all: readonly Counts[]): Counts => {
  const of = (name: keyof Counts) => sum(all.map((counts) => counts[name]))
  return {
    orders: of('orders'),
    events: of('events'),
    duplicates: of('duplicates'),
    early: of('early'),
    replays: of('replays'),
    resumed: of('resumed'),
    lost: of('lost'),
    unanswered: of('unanswered'),
    faults: of('faults'),
  }
}

/** The percentiles of all values together: they cannot be computed from percentiles, so the histograms are added up. */
const mergeHistograms = (parts: readonly { histogram: string }[], digits: 2 | 3) => {
  const histogram = addUp(
    parts.map(({ histogram }) => histogram),
    digits,
  )
  return { ...percentilesOf(histogram), histogram: encode(histogram) }
}

const mergeRows = (rows: readonly Row[]): Row[] =>
  groupBy(rows, ({ kind }) => kind).map((same) => ({
    kind: same[0]?.kind ?? '',
    ok: sum(same.map(({ ok }) => ok)),
    declined: sum(same.map(({ declined }) => declined)),
    refused: sum(same.map(({ refused }) => refused)),
    failed: sum(same.map(({ failed }) => failed)),
    ...mergeHistograms(same, 3),
  }))

const mergeChecks = (checks: readonly CheckResult[]): CheckResult[] =>
  groupBy(checks, ({ name }) => name).flatMap((same) => {
    const [first] = same
    if (!first) return []
    const examples = same.flatMap(({ examples }) => examples).slice(0, keptExamples)
    return [{ ...first, checked: sum(same.map(({ checked }) => checked)), failed: sum(same.map(({ failed }) => failed)), examples }]
  })

const mergeIntervals = (points: readonly Point[]): Point['kinds'] => {
  const entries = points.flatMap(({ kinds }) => Object.entries(kinds))
  return Object.fromEntries(
    groupBy(entries, ([kind]) => kind).map((same) => {
      const parts = same.map(([, part]) => part)
      const figures = { count: sum(parts.map(({ count }) => count)), refused: sum(parts.map(({ refused }) => refused)) }
      return [same[0]?.[0] ?? '', { ...figures, ...mergeHistograms(parts, 2) }]
    }),
  )
}

/** The intervals of all, on one clock. An interval belongs to the one that its middle is in. */
const mergePoints = (outcomes: readonly Outcome[], startedAt: number): Point[] => {
  const every = Math.max(...outcomes.map(({ points }) => points[0]?.seconds ?? 0))
  if (every === 0) return []
  const moved = outcomes.flatMap((outcome) => {
    const later = (Date.parse(outcome.startedAt) - startedAt) / 1000
    return outcome.points.map((point) => ({ ...point, bin: Math.floor((later + point.at - point.seconds / 2) / every) }))
  })
  const bins = groupBy(moved, ({ bin }) => String(bin)).sort(([a], [b]) => (a?.bin ?? 0) - (b?.bin ?? 0))
  return bins.map((points) => mergeSame(points, (points[0]?.bin ?? 0) * every))
}

/** Points of the same interval, which begins at `begin`. */
const mergeSame = (points: readonly Point[], begin: number): Point => {
  const seconds = Math.max(...points.map(({ seconds }) => seconds))
  return {
    at: begin + seconds,
    seconds,
    connected: sum(points.map(({ connected }) => connected)),
    counts: addCounts(points.map(({ counts }) => counts)),
    kinds: mergeIntervals(points),
  }
}

/** The latest points of generators that run together. */
export const mergeLatest = (points: readonly Point[]): Point =>
  mergeSame(points, Math.min(...points.map(({ at, seconds }) => at - seconds)))

/** Only what all have the same; otherwise the different values. */
const mergeParameters = (all: readonly Outcome['parameters'][]): Outcome['parameters'] => {
  const names = [...new Set(all.flatMap((parameters) => Object.keys(parameters)))]
  return Object.fromEntries(names.map((name) => [name, distinct(all.map((parameters) => parameters[name] ?? '–')).join(' / ')]))
}

const distinct = (values: readonly string[]) => [...new Set(values)]

const mergeRefusals = (outcomes: readonly Outcome[]) => {
  const same = groupBy(
    outcomes.flatMap(({ refusals }) => refusals),
    ([why]) => why,
  )
  const refusals = same.map((each): [string, number] => [each[0]?.[0] ?? '', sum(each.map(([, times]) => times))])
  return refusals.sort(([, a], [, b]) => b - a)
}

/** Without thresholds: they apply to the merged figures. */
export const merge = (outcomes: readonly [Outcome, ...Outcome[]]): Outcome => {
  const startedAt = Math.min(...outcomes.map((outcome) => Date.parse(outcome.startedAt)))
  const latest = (end: (outcome: Outcome) => number) =>
    Math.max(...outcomes.map((outcome) => end(outcome) + (Date.parse(outcome.startedAt) - startedAt) / 1000))
  const checks = mergeChecks(outcomes.flatMap((outcome) => outcome.checks))
  return {
    format: 1,
    url: distinct(outcomes.map(({ url }) => url)).join(', '),
    startedAt: new Date(startedAt).toISOString(),
    parameters: mergeParameters(outcomes.map(({ parameters }) => parameters)),
    gateways: distinct(outcomes.flatMap(({ gateways }) => gateways)),
    nodes: distinct(outcomes.flatMap(({ nodes }) => nodes)),
    generators: outcomes.flatMap(({ generators }) => generators),
    staff: outcomes.flatMap(({ staff }) => staff),
    clients: sum(outcomes.map(({ clients }) => clients)),
    stoppedAt: latest(({ stoppedAt }) => stoppedAt),
    endedAt: latest(({ endedAt }) => endedAt),
    marks: outcomes[0].marks,
    counts: addCounts(outcomes.map(({ counts }) => counts)),
    rows: mergeRows(outcomes.flatMap(({ rows }) => rows)),
    refusals: mergeRefusals(outcomes),
    checks,
    points: mergePoints(outcomes, startedAt),
    thresholds: [],
    passed: checks.every(({ failed }) => failed === 0),
  }
}
