/** A result as CSV: a row for each kind of request, and a row for each interval. */
import { stringify } from 'csv-stringify/sync'
import type { Outcome } from './outcome.ts'
import { answersOf } from './thresholds.ts'

const round = (value: number) => Math.round(value * 1000) / 1000

/** Times in milliseconds. */
export const requestsToCsv = ({ rows, endedAt }: Outcome): string =>
  stringify(
    rows.map((row) => ({
      request: row.kind,
      answers: answersOf(row),
      per_second: round(answersOf(row) / endedAt),
      ok: row.ok,
      declined: row.declined,
      refused: row.refused,
      failed: row.failed,
      mean_ms: round(row.mean),
      p50_ms: round(row.p50),
      p90_ms: round(row.p90),
      p95_ms: round(row.p95),
      p99_ms: round(row.p99),
      p999_ms: round(row.p999),
      max_ms: round(row.max),
    })),
    { header: true },
  )

/** A row for each interval and kind that was measured in it. */
export const intervalsToCsv = ({ points }: Outcome): string =>
  stringify(
    points.flatMap(({ at, seconds, connected, counts, kinds }) =>
      Object.entries(kinds).map(([kind, { count, refused, mean, p50, p90, p95, p99, p999, max }]) => ({
        at_s: round(at),
        seconds: round(seconds),
        connected,
        request: kind,
        answers: count,
        refused,
        mean_ms: round(mean),
        p50_ms: round(p50),
        p90_ms: round(p90),
        p95_ms: round(p95),
        p99_ms: round(p99),
        p999_ms: round(p999),
        max_ms: round(max),
        ...counts,
      })),
    ),
    { header: true },
  )

/** `run.csv` → `run-over-time.csv` */
export const overTimeFile = (file: string): string => file.replace(/(\.csv)?$/, (extension) => `-over-time${extension}`)
