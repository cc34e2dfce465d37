/** The result of a run, as it is stored, compared and merged. */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { CannotStart } from './cannot-start.ts'
import { checkNames } from './checks.ts'

const number = z.number()
const percentiles = { mean: number, p50: number, p90: number, p95: number, p99: number, p999: number, max: number }
const outcomes = { ok: number, declined: number, refused: number, failed: number }

/** Counters besides requests. */
const counts = z.object({
  orders: number,
  events: number,
  duplicates: number,
  early: number,
  replays: number,
  resumed: number,
  lost: number,
  unanswered: number,
  faults: number,
})

/** All requests of one kind. */
const row = z.object({ kind: z.string(), ...outcomes, ...percentiles, histogram: z.string() })

/** An interval of the run, with the kinds that the report shows over time. */
const point = z.object({
  at: number.describe('End of the interval, in seconds since the start.'),
  seconds: number.describe('Length of the interval.'),
  connected: number,
  counts,
  kinds: z.record(z.string(), z.object({ count: number, refused: number, ...percentiles, histogram: z.string() })),
})

const check = z.object({
  name: z.enum(checkNames),
  sentence: z.string(),
  checked: number,
  failed: number,
  examples: z.array(z.string()),
})

const generator = z.object({
  host: z.string(),
  processor: z.string(),
  cores: number,
  memoryGib: number,
  system: z.string(),
  node: z.string(),
  version: z.string(),
  busy: number.describe('Share of the time that the event loop was busy, 0 to 1.'),
})

export const outcomeSchema = z.object({
  format: z.literal(1),
  url: z.string(),
  startedAt: z.string(),
  parameters: z.record(z.string(), z.string()),
  gateways: z.array(z.string()).describe('Version and engine of the nodes.'),
  nodes: z.array(z.string()),
  generators: z.array(generator),
  staff: z.array(z.string()),
  clients: number.describe('Customers who came.'),
  stoppedAt: number.describe('When new actions stopped, in seconds since the start.'),
  endedAt: number.describe('When the last request was answered.'),
  marks: z.array(z.object({ at: number, label: z.string() })),
  counts,
  rows: z.array(row),
  refusals: z.array(z.tuple([z.string(), number])).describe('Why requests were declined or refused, and how often.'),
  checks: z.array(check),
  points: z.array(point),
  thresholds: z.array(
    z.object({
      threshold: z.string(),
      value: z.number().nullable().describe('Null if there was no such request.'),
      passed: z.boolean(),
    }),
  ),
  passed: z.boolean(),
})

export type Outcome = z.infer<typeof outcomeSchema>
export type Row = z.infer<typeof row>
export type Point = z.infer<typeof point>
export type Counts = z.infer<typeof counts>
export type Counted = keyof Counts
export type GeneratorInfo = z.infer<typeof generator>
export type ThresholdResult = Outcome['thresholds'][number]

const describe = (error: unknown): string => {
  if (!(error instanceof z.ZodError)) return 'it is not JSON'
  if (error.issues.some(({ path }) => path.length === 0 || path[0] === 'format')) return 'it is not a report of this load tester'
  return z.prettifyError(error).split('\n').slice(0, 2).join('')
}

/** Reads a file that a run has written with `--json`. */
export const readOutcome = async (file: string): Promise<Outcome> => {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CannotStart(`${file} cannot be read: ${error.message}`)
  })
  try {
    return outcomeSchema.parse(JSON.parse(text))
  } catch (error) {
    throw new CannotStart(`${file} is not a result of npm run load -- --json FILE: ${describe(error)}`)
  }
}
