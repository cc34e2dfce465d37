import type { FeedEvent, StaffRole } from '../contract/index.ts'

/** One numbered event of a customer's feed, as `append_feed` returns it. */
export interface FeedPush {
  outboxId: number
  accountId: string
  seq: number
  event: FeedEvent
  at: string
  data: unknown
  /** The notifications that the event was worth, appended right after it. */
  caused?: FeedPush[]
}

/** Who hears a push that is not of a feed: the sockets of some roles, everybody who looks at the menu, or some sessions. */
export type Audience = { roles: StaffRole[] } | { menu: true } | { account: string; sessions: string[] }

/** A push that is not of a feed, as `append_push` returns it. */
export interface AudiencePush {
  outboxId: number
  audience: Audience
  event: string
  data: unknown
}

/** What a transaction wrote into the outbox; published after the commit. */
export type Push = FeedPush | AudiencePush

/** Each push before what it caused: the order of their numbers. */
export const unfold = (pushes: readonly Push[]): Push[] =>
  pushes.flatMap((push) => ('caused' in push && push.caused ? [push, ...push.caused] : [push]))
