/** Limits for the figures of a kind of request, such as `order:place:p99<200`. */
import { namespaces, requests } from '../../src/contract/index.ts'
import { closest } from './arguments.ts'
import type { Outcome, Row, ThresholdResult } from './outcome.ts'

const latencies = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const
const counts = ['declined', 'refused', 'failed'] as const
const metrics = [...latencies, ...counts, 'rate'] as const
type Metric = (typeof metrics)[number]

const otherKinds = ['any request', 'connect', 'connect to /guest', 'connect to /staff', 'feed event', 'pay at the sandbox']

/** Everything that a run measures. */
export const kinds: readonly string[] = [
  ...otherKinds,
  ...new Set(namespaces.flatMap((namespace) => Object.values(requests[namespace]).map(({ event }) => event))),
]

export interface Threshold {
  text: string
  kind: string
  metric: Metric
  /** The count is a share of all answers, in per cent. */
  percent: boolean
  holds(value: number): boolean
}

const comparisons: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

const isMetric = (text: string): text is Metric => metrics.some((metric) => metric === text)

/** Parses a threshold. Returns a sentence that says what is wrong with it otherwise. */
export const parseThreshold = (text: string): Threshold | string => {
  const [, kind = '', metric = '', comparison = '', limit = '', unit = ''] =
    /^\s*(.+):([a-z0-9.]+)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|%|\/s)?\s*$/.exec(text) ?? []
  const compare = comparisons[comparison]
  if (!compare) return `must be REQUEST:METRIC<NUMBER, for instance order:place:p99<200, and not ${text}`
  if (!kinds.includes(kind)) {
    const meant = closest(kind, kinds)
    return `${text}: there is no request ${kind}. ${meant === undefined ? `There are: ${kinds.join(', ')}` : `Do you mean ${meant}?`}`
  }
  if (!isMetric(metric)) return `${text}: there is no metric ${metric}. There are: ${metrics.join(', ')}`
  const isCount = counts.some((count) => count === metric)
  if (unit === '%' && !isCount) return `${text}: only ${counts.join(', ')} can be a percentage`
  if (unit === 'ms' && (isCount || metric === 'rate')) return `${text}: ${metric} is not a time`
  if (unit === '/s' && metric !== 'rate') return `${text}: only rate is a number per second`
  const most = Number(limit)
  return { text: text.trim(), kind, metric, percent: unit === '%', holds: (value) => compare(value, most) }
}

export const answersOf = ({ ok, declined, refused, failed }: Pick<Row, 'ok' | 'declined' | 'refused' | 'failed'>): number =>
  ok + declined + refused + failed

const figureOf = ({ metric, percent }: Threshold, row: Row, seconds: number): number => {
  if (metric === 'rate') return answersOf(row) / seconds
  if (metric === 'p99.9') return row.p999
  const value = row[metric]
  return percent ? (100 * value) / answersOf(row) : value
}

/** A threshold of a request that was never sent is not passed: it would hide a mistake. */
const check = (threshold: Threshold, rows: readonly Row[], seconds: number): ThresholdResult => {
  const row = rows.find(({ kind }) => kind === threshold.kind)
  if (!row) return { threshold: threshold.text, value: null, passed: false }
  const value = figureOf(threshold, row, seconds)
  return { threshold: threshold.text, value, passed: threshold.holds(value) }
}

/** The outcome with these thresholds instead of those that it had. */
export const applyThresholds = (outcome: Outcome, thresholds: readonly Threshold[]): Outcome => {
  const results = thresholds.map((threshold) => check(threshold, outcome.rows, outcome.endedAt))
  const passed = outcome.checks.every(({ failed }) => failed === 0) && results.every(({ passed }) => passed)
  return { ...outcome, thresholds: results, passed }
}

const unitOf = ({ metric, percent }: Threshold) => (latencies.some((latency) => latency === metric) ? ' ms' : percent ? ' %' : '')

/** The threshold, and the value that was measured. */
export const describeThreshold = ({ threshold, value }: ThresholdResult): string => {
  if (value === null) return `${threshold}: there was no such request`
  const parsed = parseThreshold(threshold)
  return `${threshold}: ${value.toLocaleString('en', { maximumFractionDigits: 1 })}${typeof parsed === 'string' ? '' : unitOf(parsed)}`
}
