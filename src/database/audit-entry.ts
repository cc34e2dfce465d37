import type { Actor } from '../contract/index.ts'

/** What a transaction adds to its entry in the audit log: ids, numbers and settings, no secret and no text about a customer. */
export interface Noted {
  /** Who did it, where that is known only now. */
  actor?: Actor
  actorId?: string | undefined
  sessionId?: string | undefined
  orderId?: string | undefined
  /** The account that it was done to. */
  accountId?: string | undefined
  /** What it was before and after the change. */
  before?: unknown
  after?: unknown
}

export interface AuditEntry extends Noted {
  /** The event of a request, or the command. */
  event: string
  actor: Actor
  /** What was asked, without secrets and texts of people: `recordableOf` of the contract. */
  payload?: unknown
  /** The reason of a refusal, and how many such refusals the entry stands for. */
  refused?: string
  times?: number
}
