/** A scenario: rounds that measure figures, and the targets of these figures. */
import type { BenchPostgres } from './postgres.ts'

export interface Bench {
  quick: boolean
  postgres: BenchPostgres
  /** Shows the current step. */
  progress(step: string): void
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
  value: number
  /** The limit that `value` must meet. */
  wanted: { atLeast: number } | { atMost: number }
  unit: string
}

/** Looks up a median. */
export type Look = (who: string, load: string, figure: string) => number

export interface Chart {
  /** A key of `figures`. */
  figure: string
  title: string
}

export interface Scenario {
  name: string
  title: string
  figures: Readonly<Record<string, Figure>>
  charts: readonly Chart[]
  /** Runs one round: all columns in turn. */
  round(bench: Bench): Promise<Row[]>
  targets(look: Look): Target[]
}

export const isMet = ({ value, wanted }: Target): boolean => ('atLeast' in wanted ? value >= wanted.atLeast : value <= wanted.atMost)

const median = (values: readonly number[]): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

/** The median of each figure over the rounds. */
export const medians = (rounds: readonly (readonly Row[])[]): Row[] =>
  (rounds[0] ?? []).map(({ who, load, figures }) => {
    const same = rounds.flatMap((rows) => rows.filter((row) => row.who === who && row.load === load))
    const keys = Object.keys(figures)
    return { who, load, figures: Object.fromEntries(keys.map((key) => [key, median(same.map((row) => row.figures[key] ?? Number.NaN))])) }
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
