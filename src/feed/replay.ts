import { maxAnswerBytes } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import type { FeedPush } from '../database/outbox.ts'
import { createBatcher } from '../queues/batcher.ts'

/** A client that missed more events loads the state again instead: that is less work for both sides. */
const maxReplayed = 1000

export interface FeedPosition {
  epoch: string
  seq: number
}

/** An event whose data is JSON text. */
type FeedEventText = Pick<FeedPush, 'event' | 'seq' | 'at' | 'data'>

export interface Resumption extends FeedPosition {
  /** All events after the client's position, in order; empty if they cannot all be replayed. */
  events: FeedEventText[]
  /** No event is missing between the client's position and `seq`. */
  recovered: boolean
}

export type ResumeFeed = (accountId: string, position: FeedPosition | undefined) => Promise<Resumption>

/**
 * Reads the head of an account's feed, and the events after the client's position. Batched: one query at a time, for all handshakes that
 * arrived while the previous query ran. Call it after the socket has joined its room, otherwise a push in between is lost.
 */
export const createFeedResumption = (database: Queryable): ResumeFeed => {
  const batch = createBatcher(async (asked: readonly { accountId: string; position: FeedPosition | undefined }[]) => {
    const rows = await database.query<Resumption & { n: number }>('select * from resume_feeds($1, $2, $3, $4, $5)', [
      asked.map(({ accountId }) => accountId),
      asked.map(({ position }) => position?.epoch ?? null),
      asked.map(({ position }) => position?.seq ?? null),
      maxReplayed,
      maxAnswerBytes,
    ])
    const byNumber = new Map(rows.map(({ n, ...resumption }) => [n, resumption]))
    // an account that was deleted in the meantime must not fail the others of the batch
    return asked.map(({ accountId }, index) => byNumber.get(index + 1) ?? new Error(`account ${accountId} has no feed`))
  }, 64)
  return (accountId, position) => batch({ accountId, position })
}

/** The heads of these accounts' feeds; a deleted account has none. */
export const feedHeads = async (database: Queryable, accountIds: readonly string[]): Promise<Map<string, FeedPosition>> => {
  const rows = await database.query<FeedPosition & { id: string }>(
    'select account_id as id, epoch, seq from feed_heads where account_id = any ($1)',
    [accountIds],
  )
  return new Map(rows.map(({ id, ...position }) => [id, position]))
}
