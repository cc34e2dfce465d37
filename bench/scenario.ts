/** What a scenario is: rounds of figures, and what they are held against. */
import type { BenchPostgres } from './postgres.ts'

export interface Bench {
  quick: boolean
  postgres: BenchPostgres
  /** Says what is going on. */
  progress(step: string): void
}

/** What was measured: of whom, under which load. NaN where it could not be. */
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
  /** What `value` is to be. */
  wanted: { atLeast: number } | { atMost: number }
  unit: string
}

/** Finds a figure among the medians. */
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
  /** One round of all columns, one after the other. */
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

/** Each figure's median over the rounds. */
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

/** The value below which `share` of them lie. */
export const quantile = (values: Float64Array, share: number): number => {
  const sorted = values.slice().sort()
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
