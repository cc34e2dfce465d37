import type { z } from 'zod'
import type { livePushes } from '../contract/index.ts'

export type LocationChanged = z.output<(typeof livePushes)['courier:location_changed']>

/** Shows a customer where the courier is. A slow connection may miss positions, because only the latest one counts. */
export type ShowCourier = (accountId: string, change: LocationChanged) => void

const publishEveryMs = 1000

type Publish = () => Promise<unknown>

interface Update {
  fixedAt: number
  publish: Publish
}

/** Limits how often a courier's position is published: at most once a second, and always the latest. */
export class CourierPositions {
  readonly #onError: (error: unknown) => void
  /** Couriers who were published less than a second ago, and the position that arrived since. */
  readonly #waiting = new Map<string, { timer: NodeJS.Timeout; latest?: Update }>()

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  /** Calls `publish` now, or within a second unless a newer fix replaces it. */
  update(courierId: string, fixedAt: number, publish: Publish): void {
    const waiting = this.#waiting.get(courierId)
    if (waiting) {
      if (!waiting.latest || waiting.latest.fixedAt <= fixedAt) waiting.latest = { fixedAt, publish }
      return
    }
    this.#waiting.set(courierId, { timer: setTimeout(() => this.#publishLatest(courierId), publishEveryMs) })
    publish().catch(this.#onError)
  }

  #publishLatest(courierId: string): void {
    const latest = this.#waiting.get(courierId)?.latest
    this.#waiting.delete(courierId)
    if (latest) this.update(courierId, latest.fixedAt, latest.publish)
  }

  stop(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }
}
