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

export type FeedEventRow = Pick<FeedPush, 'event' | 'seq' | 'at' | 'data'>

export interface Resumption extends FeedPosition {
  /** All events after the client's position, in order; empty if they cannot all be replayed. */
  events: FeedEventRow[]
  /** No event is missing between the client's position and `seq`. */
  recovered: boolean
}

export type ResumeFeed = (accountId: string, position: FeedPosition | undefined) => Promise<Resumption>

/** An event `e` of the feed as JSON. */
export const eventJson = `json_build_object('event', e.event, 'seq', e.seq, 'at', rfc3339(e.at), 'data', e.data)`

const resumeSql = `
  select r.n, h.epoch, h.seq, whole as recovered, case when whole then coalesce(missed.events, '[]') else '[]' end as events
  from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality r(account_id, epoch, after, n)
  join feed_heads h on h.account_id = r.account_id
  cross join lateral (
    select coalesce(r.epoch = h.epoch and r.after between 0 and h.seq and h.seq - r.after <= ${maxReplayed}, false) as known
  ) v
  left join lateral (
    select json_agg(${eventJson} order by e.seq) as events, count(*) as found
    from feed_events e where v.known and e.account_id = h.account_id and e.seq > r.after
  ) missed on true
  cross join lateral (
    -- an event that is too old is gone, so there are fewer than the numbers say
    select v.known and missed.found = h.seq - r.after and coalesce(octet_length(missed.events::text) <= ${maxAnswerBytes}, true) as whole
  ) f`

/**
 * Reads the head of an account's feed, and the events after the client's position. Batched: one query at a time, for all handshakes that
 * arrived while the previous query ran. Call it after the socket has joined its room, otherwise a push in between is lost.
 */
export const createFeedResumption = (database: Queryable): ResumeFeed => {
  const batch = createBatcher(async (asked: readonly { accountId: string; position: FeedPosition | undefined }[]) => {
    const rows = await database.query<Resumption & { n: number }>(resumeSql, [
      asked.map(({ accountId }) => accountId),
      asked.map(({ position }) => position?.epoch ?? null),
      asked.map(({ position }) => position?.seq ?? null),
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
