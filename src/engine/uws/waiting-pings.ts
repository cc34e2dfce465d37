interface Waiting {
  ping(): void
}

/** Pings the WebSockets whose connections have not opened: their clients wait for pings already, and engine.io does not know them yet. */
export class WaitingPings {
  readonly #waiting = new Set<Waiting>()
  readonly #timer: NodeJS.Timeout

  constructor(everyMs = 25_000) {
    this.#timer = setInterval(() => {
      for (const each of this.#waiting) each.ping()
    }, everyMs).unref()
  }

  add(waiting: Waiting): void {
    this.#waiting.add(waiting)
  }

  remove(waiting: Waiting): void {
    this.#waiting.delete(waiting)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
