/** The lines of the log about a database that cannot be used: one when that begins, more with growing pauses, and one when it is over. */
import type { Logger } from '../logger.ts'

const firstPauseMs = 1000
const longestPauseMs = 60_000
/** It is over when queries have worked for so long. One that works between others that fail says little. */
const calmMs = 1000

export class Outage {
  readonly #log: Pick<Logger, 'warn'>
  #since: number | undefined
  #failedAt = 0
  #nextLineAt = 0
  #pauseMs = firstPauseMs

  constructor(log: Pick<Logger, 'warn'>) {
    this.#log = log
  }

  failed(reason: string, cause: string): void {
    const now = performance.now()
    if (this.#since === undefined) {
      this.#since = now
      this.#pauseMs = firstPauseMs
      this.#nextLineAt = now
    }
    this.#failedAt = now
    if (now < this.#nextLineAt) return
    this.#log.warn({ reason, cause, seconds: this.#seconds(now) }, 'the database cannot be used')
    this.#nextLineAt = now + this.#pauseMs
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs)
  }

  worked(): void {
    if (this.#since === undefined) return
    const now = performance.now()
    if (now - this.#failedAt < calmMs) return
    this.#log.warn({ seconds: this.#seconds(this.#failedAt) }, 'the database can be used again')
    this.#since = undefined
  }

  #seconds(now: number): number {
    return Math.round((now - (this.#since ?? now)) / 1000)
  }
}
