const standardPauseMs = 200
const longestPauseMs = 5000

/** Runs `work` a moment after it was asked to, and again with growing pauses until it succeeds. All calls during the pause share one run. */
export class Retry {
  readonly #work: () => Promise<unknown>
  readonly #onError: (error: unknown) => void
  readonly #firstPauseMs: number
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(work: () => Promise<unknown>, onError: (error: unknown) => void, firstPauseMs = standardPauseMs) {
    this.#firstPauseMs = firstPauseMs
    this.#work = work
    this.#onError = onError
  }

  start(): void {
    this.#plan(this.#firstPauseMs)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #plan(pauseMs: number): void {
    if (this.#stopped || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#work().catch((error: unknown) => {
        this.#onError(error)
        this.#plan(Math.min(2 * pauseMs, longestPauseMs))
      })
    }, pauseMs)
  }
}
