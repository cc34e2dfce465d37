/** A scenario: rounds that measure figures, and the targets of these figures. */
import type { BenchPostgres } from './postgres.ts'

export interface Bench {
  quick: boolean
  /** The number of customers, where a scenario lets you choose it. */
  clients?: number | undefined
  postgres: BenchPostgres
  /** Shows the current step. */
  progress(step: string): void
  /** What this process and its children use is not the use of other programs. Call it for a process that is not a child. */
  own(pid: number): void
}

/** The figures of one server under one load. NaN if a figure cannot be measured. */
export interface Row {
  who: string
  load: string
  figures: Readonly<Record<string, number>>
}

export interface Figure {
  title: string
  digits: number
}

export interface Target {
  what: string
  /** The value in one round. */
  value: number
  /** What `value` must reach. */
  wanted: { atLeast: number } | { atMost: number }
  unit: string
  /** Every round must meet it, as with failures. Otherwise the typical value of the rounds must. */
  worst?: boolean
  /** What cannot be exceeded, for comparison. */
  limit?: string
}

/** Looks up a figure of one round. */
export type Look = (who: string, load: string, figure: string) => number

export interface Chart {
  /** A key of `figures`. */
  figure: string
  title: string
}

interface Described {
  name: string
  title: string
  /** How long a round takes on two quiet cores. */
  minutes?: number
  /** Runs only when it is named, because it takes long. */
  onRequest?: boolean
  figures: Readonly<Record<string, Figure>>
  charts: readonly Chart[]
  /** The targets, with their values in one round. */
  targets(look: Look): Target[]
}

/** Runs one round: all columns in turn. */
interface Rounded {
  round(bench: Bench): Promise<Row[]>
}

/** Makes what all rounds use before the first one. What other programs use meanwhile does not count. */
interface Prepared {
  prepare(bench: Bench): Promise<Rounded & { end(): Promise<void> }>
}

export type Scenario = Described & (Rounded | Prepared)

/** NaN values are left out. */
export const medianOf = (values: readonly number[]): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/** A figure over the rounds. */
export interface Spread {
  median: number
  lowest: number
  highest: number
}

export interface Summary {
  who: string
  load: string
  figures: Readonly<Record<string, Spread>>
}

const spreadOf = (values: readonly number[]): Spread => {
  const known = values.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return { median: Number.NaN, lowest: Number.NaN, highest: Number.NaN }
  return { median: medianOf(known), lowest: Math.min(...known), highest: Math.max(...known) }
}

/** Each figure over the rounds. */
export const summarize = (rounds: readonly (readonly Row[])[]): Summary[] =>
  (rounds[0] ?? []).map(({ who, load, figures }) => {
    const same = rounds.flatMap((rows) => rows.filter((row) => row.who === who && row.load === load))
    const spread = (key: string) => spreadOf(same.map((row) => row.figures[key] ?? Number.NaN))
    return { who, load, figures: Object.fromEntries(Object.keys(figures).map((key) => [key, spread(key)])) }
  })

export const lookIn =
  (rows: readonly Row[]): Look =>
  (who, load, figure) =>
    rows.find((row) => row.who === who && row.load === load)?.figures[figure] ?? Number.NaN

/** The value that `share` of the values are below. */
export const quantile = (values: Float64Array, share: number): number => {
  const sorted = values.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
