/** A run as tables for the terminal. */
import { toText } from '../table.ts'
import type { Outcome, Row } from './outcome.ts'
import { answersOf, describeThreshold } from './thresholds.ts'

const whole = (value: number) => Math.round(value).toLocaleString('en')
const milliseconds = (value: number) => (value < 10 ? value.toFixed(1) : whole(value))

/** Above this share the measured latencies are partly those of the load tester. */
const tooBusy = 0.8

const count = (number: number, one: string, many = `${one}s`) => `${whole(number)} ${number === 1 ? one : many}`

const busyNote = ({ generators }: Outcome) => {
  const busiest = Math.max(...generators.map(({ busy }) => busy))
  if (busiest <= tooBusy) return []
  return [
    `${generators.length > 1 ? 'A generator' : 'This load tester'} was busy for ${(100 * busiest).toFixed(0)} % of the time, ` +
      'so part of the latencies is its own. Use more --generators, or more machines.',
  ]
}

export const notesOf = (outcome: Outcome): string[] => {
  const { counts, nodes, staff, clients, marks, stoppedAt } = outcome
  const phases = marks.map(({ at, label }) => `${label} after ${at.toFixed(0)} s`)
  return [
    `${count(clients, 'customer')}; ${phases.join(', ') || `${stoppedAt.toFixed(0)} s of load`}; ${count(nodes.length, 'node')}; staff: ${staff.join(', ') || 'none'}`,
    `${count(counts.orders, 'order')} placed, ${count(counts.events, 'feed event')} received, ${whole(counts.duplicates)} twice, ` +
      `${whole(counts.early)} out of order, ${count(counts.replays, 'replay')}; ${count(counts.resumed, 'feed')} resumed, ${count(counts.lost, 'connection')} lost`,
    ...busyNote(outcome),
  ]
}

/** What the run was made with: names and values. */
export const originCells = ({ url, startedAt, gateways, generators, parameters }: Outcome): string[][] => {
  const distinct = (values: readonly string[]) => [...new Set(values)].join('; ')
  return [
    ['gateway', `${url}, ${gateways.join(', ')}`],
    ['started', `${startedAt.replace('T', ' ').slice(0, 19)} UTC`],
    ['load tester', distinct(generators.map(({ version }) => version))],
    [
      'machine',
      distinct(
        generators.map(({ host, cores, processor, memoryGib, system, node }) =>
          [host, `${cores} × ${processor}`, `${memoryGib} GiB`, system, `Node ${node}`].join(', '),
        ),
      ),
    ],
    ...Object.entries(parameters),
  ]
}

/** Lines of cells: the heading, then a row for each reason. */
export const refusalCells = ({ refusals }: Outcome): string[][] => [
  ['declined or refused', 'times'],
  ...refusals.map(([why, times]) => [why, whole(times)]),
]

export const byName = (rows: readonly Row[]): Row[] => [...rows].sort((a, b) => a.kind.localeCompare(b.kind))

/** Lines of cells: the heading, then a row for each kind of request. */
export const rowCells = ({ rows, endedAt }: Outcome): string[][] => [
  [
    'request',
    'answers',
    'per second',
    'declined',
    'refused',
    'failed',
    'mean ms',
    'p50 ms',
    'p90 ms',
    'p95 ms',
    'p99 ms',
    'p99.9 ms',
    'max ms',
  ],
  ...byName(rows).map((row) => [
    row.kind,
    whole(answersOf(row)),
    (answersOf(row) / endedAt).toFixed(1),
    ...[row.declined, row.refused, row.failed].map(whole),
    ...[row.mean, row.p50, row.p90, row.p95, row.p99, row.p999, row.max].map(milliseconds),
  ]),
]

const verdict = ({ checks, thresholds }: Outcome): string => {
  const failedChecks = checks.some(({ failed }) => failed > 0)
  const crossed = thresholds.filter(({ passed }) => !passed).map(describeThreshold)
  const parts = [
    failedChecks ? 'A check failed.' : 'Every check passed.',
    ...(crossed.length > 0 ? [`Crossed: ${crossed.join('; ')}.`] : thresholds.length > 0 ? ['Every threshold held.'] : []),
  ]
  return parts.join(' ')
}

export const summarize = (outcome: Outcome): string => {
  const checks = outcome.checks.flatMap(({ sentence, checked, failed, examples }) => [
    `${failed > 0 ? 'FAILED ' : checked > 0 ? 'passed ' : '–      '} ${sentence} (${failed > 0 ? `${whole(failed)} of ` : ''}${whole(checked)})`,
    ...examples.map((example) => `          ${example}`),
  ])
  const thresholds = outcome.thresholds.map((result) => `${result.passed ? 'passed ' : 'FAILED '} ${describeThreshold(result)}`)
  return [
    toText(originCells(outcome), 2),
    '',
    toText(rowCells(outcome), 1),
    '',
    ...(outcome.refusals.length > 0 ? [toText(refusalCells(outcome), 1), ''] : []),
    ...notesOf(outcome),
    '',
    ...checks,
    '',
    ...(thresholds.length > 0 ? [...thresholds, ''] : []),
    verdict(outcome),
  ].join('\n')
}
