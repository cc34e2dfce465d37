/** Limits how many promotion codes that do not exist an account can try, so that codes cannot be guessed. */

const mostCodes = 10
const withinMs = 3_600_000
const mostAccounts = 10_000

/** What counts the tries of an account: in Redis for all nodes together, where there is one. */
interface Tries {
  get(accountId: string): Promise<{ consumedPoints: number } | null>
  /** Counts one more. */
  penalty(accountId: string): Promise<{ consumedPoints: number }>
}

export const codeTries = { keyPrefix: 'customerbackend:promotion-codes', points: mostCodes, duration: withinMs / 1000 }

export class WrongCodes {
  readonly #tries: Tries
  /** By account, the one that tried last at the end: the codes that were looked up here. Trying the same code again is no guess. */
  readonly #tried = new Map<string, Map<string, number>>()

  constructor(tries: Tries) {
    this.#tries = tries
  }

  /** Whether the code is not looked up for this account. One that does not exist is counted before it is looked up, so many at once are no way round. */
  async isBarred(accountId: string, code: string, exists: boolean): Promise<boolean> {
    const now = performance.now()
    if ((this.#tried.get(accountId)?.get(code) ?? Number.NEGATIVE_INFINITY) > now - withinMs) return false
    if (exists) return ((await this.#tries.get(accountId))?.consumedPoints ?? 0) >= mostCodes
    const { consumedPoints } = await this.#tries.penalty(accountId)
    if (consumedPoints > mostCodes) return true
    this.#remember(accountId, code, now)
    return false
  }

  #remember(accountId: string, code: string, now: number): void {
    const codes = this.#tried.get(accountId) ?? new Map<string, number>()
    for (const [old, at] of codes) if (at < now - withinMs) codes.delete(old)
    codes.set(code, now)
    this.#tried.delete(accountId)
    this.#tried.set(accountId, codes)
    if (this.#tried.size > mostAccounts) this.#tried.delete(this.#tried.keys().next().value ?? '')
  }
}
