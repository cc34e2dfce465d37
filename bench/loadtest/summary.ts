/** A run as tables for the terminal. */
import { toText } from '../table.ts'
import type { Outcome } from './run.ts'

const whole = (value: number) => Math.round(value).toLocaleString('en')
const milliseconds = (value: number) => (value < 10 ? value.toFixed(1) : whole(value))

/** Above this share the measured latencies are partly those of the load tester. */
const tooBusy = 0.8

export const notesOf = ({ busy, counts, nodes, staff, clients, allInAt, stoppedAt }: Outcome): string[] => [
  `${whole(clients)} customers, all connected after ${allInAt.toFixed(0)} s, then ${(stoppedAt - allInAt).toFixed(0)} s of load; ` +
    `${nodes === 1 ? 'one node' : `${nodes} nodes`}; staff: ${staff.join(', ') || 'none'}`,
  `${whole(counts.orders)} orders placed, ${whole(counts.events)} feed events received, ${whole(counts.duplicates)} twice, ` +
    `${whole(counts.early)} out of order, ${whole(counts.replays)} replays; ${whole(counts.resumed)} feeds resumed, ${whole(counts.lost)} connections lost`,
  ...(busy > tooBusy
    ? [
        `This load tester was busy for ${(100 * busy).toFixed(0)} % of the time, so part of the latencies is its own. Run several load testers.`,
      ]
    : []),
]

/** Lines of cells: the heading, then a row for each reason. */
export const refusalCells = ({ refusals }: Outcome): string[][] => [
  ['declined or refused', 'times'],
  ...refusals.map(([why, times]) => [why, whole(times)]),
]

/** Lines of cells: the heading, then a row for each kind of request. */
export const rowCells = ({ rows, endedAt }: Outcome): string[][] => [
  ['', 'answers', 'per second', 'declined', 'refused', 'failed', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
  ...[...rows]
    .sort((a, b) => a.kind.localeCompare(b.kind))
    .map(({ kind, ok, declined, refused, failed, p50, p95, p99, max }) => [
      kind,
      whole(ok + declined + refused + failed),
      ((ok + declined + refused + failed) / endedAt).toFixed(1),
      ...[declined, refused, failed].map(whole),
      ...[p50, p95, p99, max].map(milliseconds),
    ]),
]

export const summarize = (outcome: Outcome): string => {
  const checks = outcome.checks.flatMap(({ sentence, checked, failed, examples }) => [
    `${failed > 0 ? 'FAILED ' : checked > 0 ? 'passed ' : '–      '} ${sentence} (${failed > 0 ? `${whole(failed)} of ` : ''}${whole(checked)})`,
    ...examples.map((example) => `          ${example}`),
  ])
  return [
    toText(rowCells(outcome), 1),
    '',
    ...(outcome.refusals.length > 0 ? [toText(refusalCells(outcome), 1), ''] : []),
    ...notesOf(outcome),
    '',
    ...checks,
    '',
    outcome.passed ? 'Every check passed.' : 'A check failed.',
  ].join('\n')
}
