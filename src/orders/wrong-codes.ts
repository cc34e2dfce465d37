/** Limits how many promotion codes that do not exist an account can try, so that codes cannot be guessed. Every node counts for itself. */

const mostCodes = 10
const withinMs = 3_600_000
const mostAccounts = 10_000

export class WrongCodes {
  /** By account, the one that tried last at the end: when it tried which code. */
  readonly #tried = new Map<string, Map<string, number>>()

  /** Whether another code of the account is not looked up. Trying the same code again is no guess. */
  isBarred(accountId: string, code: string, now: number): boolean {
    const codes = this.#tried.get(accountId)
    if (!codes || codes.has(code)) return false
    for (const [old, at] of codes) if (at < now - withinMs) codes.delete(old)
    return codes.size >= mostCodes
  }

  note(accountId: string, code: string, now: number): void {
    const codes = this.#tried.get(accountId) ?? new Map<string, number>()
    if (!codes.has(code)) codes.set(code, now)
    this.#tried.delete(accountId)
    this.#tried.set(accountId, codes)
    if (this.#tried.size > mostAccounts) this.#tried.delete(this.#tried.keys().next().value ?? '')
  }
}
