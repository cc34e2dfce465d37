import { AppError } from '../errors.ts'

interface Waiting {
  start: () => void
  refuse: (error: Error) => void
  isGone: () => boolean
}

/** Runs one call of a queue that is shared fairly between keys, such as accounts or networks. */
export type Limit = <Result>(key: string, work: () => Promise<Result>, isGone?: () => boolean) => Promise<Result>

/**
 * Runs at most `atOnce` calls at a time. The keys that wait take turns, each with its oldest call, so that a key with many calls does not
 * delay the others. When `maxQueued` calls wait, those whose callers are gone are refused with `busy`, or else the newest call of the key
 * that has the most. A call whose caller is gone when its turn comes is refused too, and does no work.
 */
export class ConcurrencyLimit {
  readonly #atOnce: number
  readonly #maxQueued: number
  readonly #waiting = new Map<string, Waiting[]>()
  #running = 0
  #queued = 0

  constructor({ atOnce, maxQueued }: { atOnce: number; maxQueued: number }) {
    this.#atOnce = atOnce
    this.#maxQueued = maxQueued
  }

  readonly queued = (): number => this.#queued

  readonly limit: Limit = async (key, work, isGone = () => false) => {
    if (isGone()) throw new AppError('busy')
    if (this.#running < this.#atOnce) this.#running += 1
    else await this.#wait(key, isGone)
    try {
      return await work()
    } finally {
      this.#startNext()
    }
  }

  #wait(key: string, isGone: () => boolean): Promise<void> {
    return new Promise((start, refuse) => {
      const calls = this.#waiting.get(key) ?? []
      calls.push({ start, refuse, isGone })
      this.#waiting.set(key, calls)
      this.#queued += 1
      if (this.#queued > this.#maxQueued) this.#refuseGone()
      if (this.#queued > this.#maxQueued) this.#refuseNewestOfLongest()
    })
  }

  #refuseGone(): void {
    for (const [key, calls] of this.#waiting) {
      const [gone, present] = [calls.filter(({ isGone }) => isGone()), calls.filter(({ isGone }) => !isGone())]
      for (const { refuse } of gone) refuse(new AppError('busy'))
      this.#queued -= gone.length
      if (present.length > 0) this.#waiting.set(key, present)
      else this.#waiting.delete(key)
    }
  }

  #refuseNewestOfLongest(): void {
    const [longest] = [...this.#waiting].sort(([, a], [, b]) => b.length - a.length)
    if (!longest) return
    const [key, calls] = longest
    calls.pop()?.refuse(new AppError('busy'))
    this.#queued -= 1
    if (calls.length === 0) this.#waiting.delete(key)
  }

  /** The oldest call of the key whose turn it is; the key goes to the end of the line. */
  #take(): Waiting | undefined {
    for (const [key, calls] of this.#waiting) {
      this.#waiting.delete(key)
      const call = calls.shift()
      if (calls.length > 0) this.#waiting.set(key, calls)
      if (!call) continue
      this.#queued -= 1
      if (!call.isGone()) return call
      call.refuse(new AppError('busy'))
    }
    return undefined
  }

  #startNext(): void {
    const next = this.#take()
    if (next) next.start()
    else this.#running -= 1
  }
}
