/** What the rounds of a run say about a figure: its typical value, and the interval that has it with a confidence of 95 %. */

export interface Interval {
  /** The mean; of positive values the geometric mean, because ratios and times vary by factors. NaN if a value is missing. */
  value: number
  from: number
  to: number
}

/** 97.5 % quantiles of Student's t distribution, for 1, 2, 3 … degrees of freedom. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086,
]
const ofManyRounds = 2.086

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const studentInterval = (values: readonly number[]): Interval => {
  const value = meanOf(values)
  if (values.length < 2) return { value, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  const variance = values.reduce((sum, each) => sum + (each - value) ** 2, 0) / (values.length - 1)
  const half = (quantiles[values.length - 2] ?? ofManyRounds) * Math.sqrt(variance / values.length)
  return { value, from: value - half, to: value + half }
}

/** The interval of the mean of these values, one from each round. */
export const intervalOf = (values: readonly number[]): Interval => {
  if (values.length === 0 || values.some(Number.isNaN)) return { value: Number.NaN, from: Number.NaN, to: Number.NaN }
  if (!values.every((value) => value > 0 && Number.isFinite(value))) return studentInterval(values)
  const { value, from, to } = studentInterval(values.map(Math.log))
  return { value: Math.exp(value), from: Math.exp(from), to: Math.exp(to) }
}
