/** Observations of a busy path: a histogram takes them together, when it is read or when they are many. One by one they cost more than what they measure. */
import type { Histogram } from 'prom-client'

const mostKept = 1000

export class CountedLater {
  readonly #histogram: Histogram
  #values: number[] = []

  constructor(histogram: Histogram) {
    this.#histogram = histogram
  }

  readonly observe = (value: number): void => {
    if (this.#values.push(value) === mostKept) this.count()
  }

  /** Call it before the histogram is read. */
  count(): void {
    const values = this.#values
    this.#values = []
    for (const value of values) this.#histogram.observe(value)
  }
}
