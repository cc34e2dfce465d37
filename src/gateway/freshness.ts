/** Tells when a copy of what PostgreSQL holds has to be read again. While nothing is written, PostgreSQL is not asked. */

/** What depends on the time changes without being written. */
const maxAgeMs = 10_000

export class Freshness {
  /** The end of PostgreSQL's log when the copy was read. */
  #written: string | null = null
  /** The copy was read again while nothing more was written: what was being committed at the first read is in it. */
  #isSettled = false
  #readAt = Number.NEGATIVE_INFINITY
  #asked: string | null = null

  /** `written`: the end of the log now; null where PostgreSQL does not say. */
  isOld(written: string | null): boolean {
    this.#asked = written
    return written === null || written !== this.#written || !this.#isSettled || performance.now() - this.#readAt > maxAgeMs
  }

  /** The copy was read after the last question. */
  read(): void {
    this.#isSettled = this.#asked === this.#written
    this.#written = this.#asked
    this.#readAt = performance.now()
  }
}
