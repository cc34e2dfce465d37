import { maxAnswerBytes } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import type { FeedPush } from '../database/outbox.ts'
import { createBatcher } from '../queues/batcher.ts'

/** More than this is not replayed on connecting: loading a fresh state is less work for both. */
const maxReplayed = 1000

export interface FeedPosition {
  epoch: string
  seq: number
}

export type FeedEventRow = Pick<FeedPush, 'event' | 'seq' | 'at' | 'data'>

export interface Resumption extends FeedPosition {
  /** Everything after the client's position, in order; empty where it cannot be given whole. */
  events: FeedEventRow[]
  /** Nothing is missing between the client's position and `seq`. */
  recovered: boolean
}

export type ResumeFeed = (accountId: string, position: FeedPosition | undefined) => Promise<Resumption>

/** An event `e` of the feed as JSON. */
export const eventJson = `json_build_object('event', e.event, 'seq', e.seq, 'at', rfc3339(e.at), 'data', e.data)`

const resumeSql = `
  select r.n, h.epoch, h.seq, v.whole and fits as recovered, case when fits then coalesce(missed.events, '[]') else '[]' end as events
  from unnest($1::uuid[], $2::uuid[], $3::bigint[]) with ordinality r(account_id, epoch, after, n)
  join feed_heads h on h.account_id = r.account_id
  cross join lateral (
    select coalesce(r.epoch = h.epoch and r.after between h.pruned_seq and h.seq and h.seq - r.after <= ${maxReplayed}, false) as whole
  ) v
  left join lateral (
    select json_agg(${eventJson} order by e.seq) as events
    from feed_events e where v.whole and e.account_id = h.account_id and e.seq > r.after
  ) missed on true
  cross join lateral (select coalesce(octet_length(missed.events::text) <= ${maxAnswerBytes}, true) as fits) f`

/**
 * Tells where an account's feed stands and what a client that names a position has missed. Coalesced: one query at a time, for all who
 * have asked while the one before it ran. Ask after the socket has joined its room, or what is published in between is lost.
 */
export const createFeedResumption = (database: Queryable): ResumeFeed => {
  const batch = createBatcher(async (asked: readonly { accountId: string; position: FeedPosition | undefined }[]) => {
    const rows = await database.query<Resumption & { n: number }>(resumeSql, [
      asked.map(({ accountId }) => accountId),
      asked.map(({ position }) => position?.epoch ?? null),
      asked.map(({ position }) => position?.seq ?? null),
    ])
    const byNumber = new Map(rows.map(({ n, ...resumption }) => [n, resumption]))
    // an account that was deleted in the meantime must not take the others with it
    return asked.map(({ accountId }, index) => byNumber.get(index + 1) ?? new Error(`account ${accountId} has no feed`))
  }, 64)
  return (accountId, position) => batch({ accountId, position })
}

/** Where the feeds of these accounts stand; an account that is gone has none. */
export const feedHeads = async (database: Queryable, accountIds: readonly string[]): Promise<Map<string, FeedPosition>> => {
  const rows = await database.query<FeedPosition & { id: string }>(
    'select account_id as id, epoch, seq from feed_heads where account_id = any ($1)',
    [accountIds],
  )
  return new Map(rows.map(({ id, ...position }) => [id, position]))
}
