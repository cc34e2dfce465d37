/** Failures that concern security, for the audit log: a few entries a minute, however many failures a client causes. */
import type { Actor } from '../../contract/index.ts'
import { recordAudit } from '../../database/audit.ts'
import type { Queryable } from '../../database/database.ts'
import type { Reason } from '../../errors.ts'
import { repeat } from '../../queues/repeat.ts'

/** Wrong passwords, codes and PINs, and requests that the role may not send. */
const reasons: ReadonlySet<string> = new Set([
  'invalid_credentials',
  'too_many_sign_ins',
  'role_required',
  'wrong_pin',
  'wrong_code',
  'token_expired',
])

interface Failure {
  event: string
  refused: Reason
  actor: Actor
  actorId?: string | undefined
  sessionId?: string | undefined
  orderId?: string | undefined
  /** The account that a client without a session named. */
  accountId?: string | undefined
}

interface Counted extends Failure {
  times: number
}

const minuteMs = 60_000

/** Clients with failures of a minute that have entries of their own; the others share one. */
const mostClients = 200

/**
 * The first failure of a client in a minute is written at once, and what follows of the same kind as one entry at the end of the minute. A
 * client is an account or, without one, an address. What was counted in the last minute is lost if the process is killed.
 */
export class SecurityFailures {
  readonly #database: Queryable
  readonly #onError: (error: unknown) => void
  readonly #counted = new Map<string, Counted>()
  readonly #flushing: { stop(): Promise<void> }

  constructor(database: Queryable, onError: (error: unknown) => void) {
    this.#database = database
    this.#onError = onError
    this.#flushing = repeat(minuteMs, () => this.#flush(), onError)
  }

  /** Does nothing for other reasons. `address` is where the client is. */
  note(address: string, reason: Reason, failureOf: () => Failure): void {
    if (!reasons.has(reason)) return
    const failure = failureOf()
    const { event, refused, actorId } = failure
    const key = `${actorId ?? address} ${event} ${refused}`
    const known = this.#counted.get(key)
    if (known) {
      known.times += 1
      // failures for several accounts are about none of them
      if (known.accountId !== failure.accountId) known.accountId = undefined
      if (known.orderId !== failure.orderId) known.orderId = undefined
    } else if (this.#counted.size < mostClients) {
      this.#counted.set(key, { ...failure, times: 0 })
      void this.#write({ ...failure, times: 1 })
    } else this.#share(failure)
  }

  async stop(): Promise<void> {
    await this.#flushing.stop()
    await this.#flush()
  }

  /** Too many clients fail at once for an entry of each. */
  #share({ event, refused }: Failure): void {
    const key = `others ${event} ${refused}`
    const known = this.#counted.get(key)
    if (known) known.times += 1
    else this.#counted.set(key, { event, refused, actor: 'guest', times: 1 })
  }

  #write(entry: Counted): Promise<void> {
    return recordAudit(this.#database, entry).catch(this.#onError)
  }

  async #flush(): Promise<void> {
    const counted = [...this.#counted.values()].filter(({ times }) => times > 0)
    this.#counted.clear()
    for (const entry of counted) await this.#write(entry)
  }
}
