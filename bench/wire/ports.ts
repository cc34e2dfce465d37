/** The ports that the connections of one local address come from. */

const first = 20_000
const last = 59_999

/**
 * Names a port for each connection. Otherwise Linux searches for one, and the more of an address are taken, the longer
 * it searches: 1 ms of processor time with 12,000 connections, 4.5 ms with 18,000, against 0.1 ms with a named port.
 */
export class Ports {
  readonly #taken = new Set<number>()
  #last = last

  /** A port that no connection of this address has, and that was not used for as long as possible. */
  take(): number {
    do this.#last = this.#last === last ? first : this.#last + 1
    while (this.#taken.has(this.#last))
    this.#taken.add(this.#last)
    return this.#last
  }

  free(port: number): void {
    this.#taken.delete(port)
  }
}
