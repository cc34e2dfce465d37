/** Two results side by side, and what is worse in the second. */
import type { Outcome, Row } from './outcome.ts'
import { answersOf } from './thresholds.ts'

export interface Tolerance {
  /** A figure may be worse by this many per cent. */
  percent: number
  /** Times may differ by this many milliseconds, however many per cent that is. */
  ms: number
}

const latencies = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'] as const
type Latency = (typeof latencies)[number]

/** With fewer answers, a percentile is one of a handful of values, and says nothing. */
const leastAnswers: Readonly<Record<Latency, number>> = { mean: 10, p50: 10, p90: 50, p95: 100, p99: 500, p999: 5000 }

/** By so many percentage points, the share of requests that were refused or failed may increase. */
const faultyPoints = 0.5
/** With fewer answers, a single one is more than that. */
const leastForShare = 100 / faultyPoints

export interface Difference {
  kind: string
  figure: string
  unit: string
  before: number
  after: number
  /** In per cent of `before`; of shares, in percentage points. */
  change: number
  verdict: 'better' | 'same' | 'worse' | 'too few'
}

const percentChange = (before: number, after: number) => (before === after ? 0 : (100 * (after - before)) / before)

const latencyDifference = (figure: Latency, a: Row, b: Row, { percent, ms }: Tolerance): Difference => {
  const [before, after] = [a[figure], b[figure]]
  const change = percentChange(before, after)
  const isFew = Math.min(answersOf(a), answersOf(b)) < leastAnswers[figure]
  const isDifferent = Math.abs(change) > percent && Math.abs(after - before) > ms
  const verdict = isFew ? 'too few' : isDifferent ? (change > 0 ? 'worse' : 'better') : 'same'
  return { kind: a.kind, figure: figure === 'p999' ? 'p99.9' : figure, unit: 'ms', before, after, change, verdict }
}

const rateDifference = (a: Row, b: Row, [first, second]: readonly [Outcome, Outcome], { percent }: Tolerance): Difference => {
  const [before, after] = [answersOf(a) / first.endedAt, answersOf(b) / second.endedAt]
  const change = percentChange(before, after)
  const verdict = Math.abs(change) <= percent ? 'same' : change < 0 ? 'worse' : 'better'
  return { kind: a.kind, figure: 'rate', unit: '/s', before, after, change, verdict }
}

const faultyDifference = (a: Row, b: Row): Difference => {
  const share = (row: Row) => (100 * (row.refused + row.failed)) / answersOf(row)
  const [before, after] = [share(a), share(b)]
  const change = after - before
  const isFew = Math.min(answersOf(a), answersOf(b)) < leastForShare
  const verdict = isFew ? 'too few' : Math.abs(change) <= faultyPoints ? 'same' : change > 0 ? 'worse' : 'better'
  return { kind: a.kind, figure: 'refused or failed', unit: '%', before, after, change, verdict }
}

export interface Comparison {
  differences: readonly Difference[]
  /** Parameters, versions and machines that differ: the runs may not be comparable. */
  notes: readonly string[]
  isWorse: boolean
}

const machineOf = ({ generators }: Outcome) =>
  [
    ...new Set(
      generators.map(
        ({ processor, cores, memoryGib, system, node }) => `${cores} × ${processor}, ${memoryGib} GiB, ${system}, Node ${node}`,
      ),
    ),
  ].join('; ')

const testerOf = ({ generators }: Outcome) => [...new Set(generators.map(({ version }) => version))].join('; ')

const noteDifferences = (before: Outcome, after: Outcome): string[] => {
  const names = [...new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])]
  const parameters = names.map((name) => [`--${name}`, before.parameters[name] ?? '–', after.parameters[name] ?? '–'] as const)
  const others = [
    ['gateway', before.gateways.join(', '), after.gateways.join(', ')],
    ['load tester', testerOf(before), testerOf(after)],
    ['machine', machineOf(before), machineOf(after)],
    ['generators', String(before.generators.length), String(after.generators.length)],
  ] as const
  return [...parameters, ...others].filter(([, a, b]) => a !== b).map(([what, a, b]) => `${what}: ${a} → ${b}`)
}

const noteFew = (differences: readonly Difference[]): string[] => {
  const few = differences.filter(({ verdict }) => verdict === 'too few').length
  return few > 0 ? [`${few} figures have too few answers to compare`] : []
}

const noteMissing = (before: Outcome, after: Outcome): string[] => {
  const without = ({ rows }: Outcome, { rows: others }: Outcome) =>
    rows.map(({ kind }) => kind).filter((kind) => others.every((other) => other.kind !== kind))
  const [gone, added] = [without(before, after), without(after, before)]
  return [...(gone.length > 0 ? [`only before: ${gone.join(', ')}`] : []), ...(added.length > 0 ? [`only after: ${added.join(', ')}`] : [])]
}

/** The kinds that both have. The rate of all requests counts, not that of each: the mix is random. */
export const compare = (before: Outcome, after: Outcome, tolerance: Tolerance): Comparison => {
  const differences = [...before.rows]
    .sort((a, b) => a.kind.localeCompare(b.kind))
    .flatMap((a) => {
      const b = after.rows.find(({ kind }) => kind === a.kind)
      if (!b) return []
      const rates = a.kind === 'any request' ? [rateDifference(a, b, [before, after], tolerance)] : []
      return [...rates, ...latencies.map((figure) => latencyDifference(figure, a, b, tolerance)), faultyDifference(a, b)]
    })
  const failed = after.checks.filter(
    ({ name, failed }) => failed > 0 && before.checks.some((each) => each.name === name && each.failed === 0),
  )
  return {
    differences,
    notes: [
      ...noteDifferences(before, after),
      ...noteFew(differences),
      ...noteMissing(before, after),
      ...failed.map(({ sentence, failed }) => `failed now: ${sentence} (${failed})`),
    ],
    isWorse: failed.length > 0 || differences.some(({ verdict }) => verdict === 'worse'),
  }
}

const figureText = (value: number, unit: string) => `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 1 })} ${unit}`

/** Lines of cells: the heading, then a row for each figure with enough answers. */
export const comparisonCells = ({ differences }: Comparison): string[][] => [
  ['request', 'figure', 'before', 'after', 'change', ''],
  ...differences
    .filter(({ before, after, verdict }) => verdict !== 'too few' && (before !== 0 || after !== 0))
    .map(({ kind, figure, unit, before, after, change, verdict }) => [
      kind,
      figure,
      figureText(before, unit),
      figureText(after, unit),
      `${change > 0 ? '+' : ''}${change.toFixed(1)} ${unit === '%' ? 'points' : '%'}`,
      verdict === 'same' ? '' : verdict,
    ]),
]
