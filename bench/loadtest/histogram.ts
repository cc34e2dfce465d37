/** Histograms of durations, which can be stored and added up. */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'

export type { Histogram }

/** An hour in microseconds. What takes longer counts as an hour. */
const highest = 3_600_000_000

/** In milliseconds; 0 if there is no value. */
export interface Percentiles {
  mean: number
  p50: number
  p90: number
  p95: number
  p99: number
  p999: number
  max: number
}

/** Durations to `digits` significant digits. */
export const createHistogram = (digits: 2 | 3): Histogram =>
  build({ bitBucketSize: 32, numberOfSignificantValueDigits: digits, highestTrackableValue: highest })

export const recordMs = (histogram: Histogram, ms: number): void =>
  histogram.recordValue(Math.min(highest, Math.max(1, Math.round(ms * 1000))))

export const percentilesOf = (histogram: Histogram): Percentiles => {
  const ms = (percent: number) => (histogram.totalCount === 0 ? 0 : histogram.getValueAtPercentile(percent) / 1000)
  const mean = histogram.totalCount === 0 ? 0 : histogram.mean / 1000
  return { mean, p50: ms(50), p90: ms(90), p95: ms(95), p99: ms(99), p999: ms(99.9), max: ms(100) }
}

/** As text, for a file. */
export const encode = (histogram: Histogram): string => encodeIntoCompressedBase64(histogram)

/** Adds up histograms of the same precision. */
export const addUp = (encoded: readonly string[], digits: 2 | 3): Histogram => {
  const sum = createHistogram(digits)
  for (const text of encoded) sum.add(decodeFromCompressedBase64(text))
  return sum
}
