/** The metrics of all workers together. What a worker has counted stays in the sums after it has ended, so that counters never fall. */
import type { Worker } from 'node:cluster'
import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client'
import { type FromSupervisor, type Measured, measured } from './messages.ts'

const answerMayTakeMs = 2000

const isCount = ({ type }: Measured[number]) => type === 'counter' || type === 'histogram'

/** Workers start again and again: the process that Prometheus watches is their supervisor. */
const startTime = () => {
  const registry = new Registry()
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'Start time of the process since unix epoch in seconds.',
    aggregator: 'first',
    registers: [registry],
  }).set(Math.floor(Date.now() / 1000 - process.uptime()))
  return registry
}

export class WorkersMetrics {
  readonly #own = startTime()
  readonly #ends = new Counter({
    name: 'customerbackend_worker_ends_total',
    help: 'Workers that ended although nothing had told them to.',
    registers: [this.#own],
  })
  /** The last answer of each worker. */
  readonly #latest = new Map<Worker, Measured>()
  readonly #waiting = new Map<number, () => void>()
  #asked = 0
  /** The counts of the workers that have ended. */
  #ended: Measured = []

  /** In the text format of Prometheus. A worker that does not answer in time counts with its last answer. */
  async read(workers: Iterable<Worker>): Promise<string> {
    await Promise.all([...workers].map((worker) => this.#measure(worker)))
    return AggregatorRegistry.aggregate([await this.#own.getMetricsAsJSON(), this.#ended, ...this.#latest.values()]).metrics()
  }

  endedUnasked(): void {
    this.#ends.inc()
  }

  measured(worker: Worker, { id, metrics }: { id: number; metrics: string }): void {
    if (!worker.isDead()) this.#latest.set(worker, measured.parse(JSON.parse(metrics)))
    this.#waiting.get(id)?.()
  }

  async ended(worker: Worker): Promise<void> {
    const last = this.#latest.get(worker)
    if (!last) return
    this.#latest.delete(worker)
    const sum = await AggregatorRegistry.aggregate([this.#ended, last.filter(isCount)]).getMetricsAsJSON()
    this.#ended = measured.parse(sum)
  }

  async #measure(worker: Worker): Promise<void> {
    if (!worker.isConnected()) return
    this.#asked += 1
    const id = this.#asked
    await new Promise<void>((resolve) => {
      this.#waiting.set(id, resolve)
      setTimeout(resolve, answerMayTakeMs)
      worker.send({ type: 'measure', id } satisfies FromSupervisor)
    })
    this.#waiting.delete(id)
  }
}
