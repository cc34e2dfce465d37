import type { FeedEvent, StaffRole } from '../contract/index.ts'

/** One numbered event of a customer's feed, as `append_feed` returns it. */
export interface FeedPush {
  /** The row of the outbox that names it; other pushes of the same statement may share it. */
  outboxId: number
  accountId: string
  seq: number
  event: FeedEvent
  at: string
  /** JSON. It is sent as PostgreSQL wrote it, so only what needs its content parses it. */
  data: string
  /** The notifications that the event caused, appended right after it. */
  caused?: FeedPush[]
}

/**
 * Who receives a push outside the feeds: the sockets of some roles, the boards that show an order, all viewers of the menu, some sessions, those
 * who follow an order by a link, or the nodes themselves.
 */
export type Audience =
  | { roles: StaffRole[] }
  | { queue: true }
  | { menu: true }
  | { account: string; sessions: string[] }
  | { order: string }
  | { nodes: true }

/** A push outside the feeds, as `append_push` returns it. */
export interface AudiencePush {
  outboxId: number
  audience: Audience
  event: string
  /** JSON. */
  data: string
}

/** The outbox rows of a transaction; published after the commit. */
export type Push = FeedPush | AudiencePush

/** Each push comes before the pushes that it caused: the order of their numbers. */
export const unfold = (pushes: readonly Push[]): Push[] =>
  pushes.flatMap((push) => ('caused' in push && push.caused ? [push, ...push.caused] : [push]))
