/** How long a node that stops goes on as before, so that proxies notice that it is no longer ready. */
import { setTimeout as delay } from 'node:timers/promises'

const watchedForMs = 60_000

export class ProxyWatch {
  #askedAt = Number.NEGATIVE_INFINITY

  /** Something has asked for `/readyz`. */
  readonly asked = (): void => {
    this.#askedAt = performance.now()
  }

  /** Waits, unless nothing has asked within the last minute. */
  async wait(seconds: number): Promise<void> {
    if (performance.now() - this.#askedAt < watchedForMs) await delay(seconds * 1000)
  }
}
