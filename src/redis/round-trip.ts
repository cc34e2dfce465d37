/**
 * Proves that messages between nodes arrive: publishes one on a channel of this node and waits until it comes back. A ping proves less: a
 * Redis user without the right to the channels (Redis 7 gives a new user none) can answer every ping.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { Publisher } from './publisher.ts'
import type { Subscriptions } from './subscriptions.ts'

const maxTripMs = 1500
const retryAfterMs = 100

interface Dependencies {
  publisher: Pick<Publisher, 'send' | 'isConnected'>
  subscriptions: Pick<Subscriptions, 'add' | 'live'>
  /** Messages stopped coming back, although Redis is connected. */
  onBroken: (error: unknown) => void
  onMended: () => void
}

export class RoundTrip {
  readonly #channel = `customerbackend#round-trip#${uuidv7()}`
  readonly #dependencies: Dependencies
  readonly #waiting = new Map<string, () => void>()
  #sent = 0
  #works = false
  #isReported = false

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    dependencies.subscriptions.add(this.#channel, (message) => this.#waiting.get(message.toString())?.())
  }

  /** The last message came back. */
  get works(): boolean {
    return this.#works
  }

  /** Rejects if the message cannot be sent or does not come back in time. */
  async prove(): Promise<void> {
    if (!this.#dependencies.subscriptions.live) throw new Error('not subscribed')
    this.#sent += 1
    const id = String(this.#sent)
    try {
      await Promise.all([this.#arrivalOf(id), this.#dependencies.publisher.send(this.#channel, id)])
    } finally {
      this.#waiting.delete(id)
    }
  }

  /** Notes whether a message comes back now. */
  async look(): Promise<void> {
    const { publisher, subscriptions, onBroken, onMended } = this.#dependencies
    try {
      await this.prove()
      this.#works = true
      if (this.#isReported) onMended()
      this.#isReported = false
    } catch (error) {
      this.#works = false
      // an outage has its own line in the log
      if (this.#isReported || !subscriptions.live || !publisher.isConnected()) return
      this.#isReported = true
      onBroken(error)
    }
  }

  /** Resolves when the first message has come back, or after the time limit. */
  async first(withinMs: number): Promise<void> {
    for (const deadline = performance.now() + withinMs; performance.now() < deadline; await delay(retryAfterMs)) {
      this.#works = await this.prove().then(
        () => true,
        () => false,
      )
      if (this.#works) return
    }
  }

  #arrivalOf(id: string): Promise<void> {
    return new Promise((resolve, reject) => {
      // a turn later, so that a message that arrived while the event loop was blocked counts
      const late = setTimeout(() => setImmediate(() => reject(new Error('a message did not come back'))), maxTripMs).unref()
      this.#waiting.set(id, () => {
        clearTimeout(late)
        resolve()
      })
    })
  }
}
