/** Results of runs that never happened, for the tests of what is made of results. */
import { checkNames } from '../../bench/loadtest/checks.ts'
import { createHistogram, encode, percentilesOf, recordMs } from '../../bench/loadtest/histogram.ts'
import type { Counts, Outcome, Point, Row } from '../../bench/loadtest/outcome.ts'

export const noCounts: Counts = { orders: 0, events: 0, duplicates: 0, early: 0, replays: 0, resumed: 0, lost: 0, unanswered: 0, faults: 0 }

const figures = (durations: readonly number[], digits: 2 | 3) => {
  const histogram = createHistogram(digits)
  for (const ms of durations) recordMs(histogram, ms)
  return { ...percentilesOf(histogram), histogram: encode(histogram) }
}

/** Requests that took so many milliseconds. */
export const rowOf = (kind: string, durations: readonly number[], more: Partial<Row> = {}): Row => ({
  kind,
  ok: durations.length,
  declined: 0,
  refused: 0,
  failed: 0,
  ...figures(durations, 3),
  ...more,
})

export const pointOf = (at: number, durations: readonly number[], connected = 1): Point => ({
  at,
  seconds: 1,
  connected,
  counts: { ...noCounts, orders: durations.length },
  kinds: durations.length === 0 ? {} : { 'any request': { count: durations.length, refused: 0, ...figures(durations, 2) } },
})

export const outcomeOf = (more: Partial<Outcome> = {}): Outcome => ({
  format: 1,
  url: 'http://localhost:3000',
  startedAt: '2026-01-01T12:00:00.000Z',
  parameters: { clients: '10', ramp: '1 s' },
  gateways: ['0.1.0 (uws)'],
  nodes: ['node-1'],
  generators: [
    { host: 'a', processor: 'p', cores: 2, memoryGib: 8, system: 'Linux 6', node: 'v20.0.0', version: '0.1.0 (abc)', busy: 0.1 },
  ],
  staff: [],
  clients: 10,
  stoppedAt: 10,
  endedAt: 10,
  marks: [{ at: 10, label: 'no new actions' }],
  counts: noCounts,
  rows: [],
  refusals: [],
  checks: checkNames.map((name) => ({ name, sentence: `Check ${name}`, checked: 1, failed: 0, examples: [] })),
  points: [],
  thresholds: [],
  passed: true,
  ...more,
})

/** `count` values from 1 to `most`, evenly. */
export const evenly = (count: number, most: number): number[] => Array.from({ length: count }, (_, n) => ((n + 1) * most) / count)
