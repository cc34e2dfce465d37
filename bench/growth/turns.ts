/**
 * Those that are compared take turns in short slices, to and fro, so that a slow minute of the machine, or of the others on its host, is one
 * for all of them.
 */
import { loadFigures } from '../load-figures.ts'
import type { Row } from '../scenario.ts'

/** What a slice has measured: the latency of each answer in ms, and CPU-µs. */
export interface Slice {
  latencies: Float64Array
  seconds: number
  node: number
  postgres: number
}

const total = (slices: readonly Slice[], of: (slice: Slice) => number) => slices.reduce((sum, slice) => sum + of(slice), 0)

const figuresOf = (slices: readonly Slice[]) =>
  loadFigures(
    { latencies: Float64Array.from(slices.flatMap(({ latencies }) => [...latencies])), seconds: total(slices, ({ seconds }) => seconds) },
    { node: total(slices, ({ node }) => node), postgres: total(slices, ({ postgres }) => postgres) },
  )

/** `measure` measures the slice with this number. Returns a row for each contender, from all its slices. */
export const takeTurns = async <Contender extends { load: string }>(
  who: string,
  contenders: readonly Contender[],
  count: number,
  measure: (contender: Contender, slice: number) => Promise<Slice>,
): Promise<Row[]> => {
  const measured = contenders.map((contender) => ({ contender, slices: [] as Slice[] }))
  for (let slice = 0; slice < count; slice += 1)
    for (const { contender, slices } of slice % 2 === 0 ? measured : measured.toReversed()) slices.push(await measure(contender, slice))
  return measured.map(({ contender, slices }) => ({ who, load: contender.load, figures: figuresOf(slices) }))
}
