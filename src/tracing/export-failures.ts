/** The lines of the log about a collector that takes no traces: one when that begins, and one every ten minutes while it lasts. */
import type { Logger } from '../logger.ts'

const everyMs = 10 * 60_000

export class ExportFailures {
  readonly #log: Pick<Logger, 'warn'>
  #nextAt = 0

  constructor(log: Pick<Logger, 'warn'>) {
    this.#log = log
  }

  note(error: unknown): void {
    if (performance.now() < this.#nextAt) return
    this.#nextAt = performance.now() + everyMs
    this.#log.warn({ cause: error instanceof Error ? error.message : String(error) }, 'traces cannot be sent')
  }
}
