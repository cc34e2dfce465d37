import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

interface Replayed {
  epoch: string
  head: number
  recovered: boolean
  events: { event: contract.FeedEvent; seq: number; at: string; data: unknown }[]
}

/**
 * The events after a position: at most $3, no more than a connection holds, but at least one if any exists. None if the page has a gap,
 * because an event that is too old is gone.
 */
const replaySql = `
  with page as materialized (
    select e.*, sum(octet_length(e.data::text)) over (order by e.seq) - octet_length(e.data::text) as bytes_before
    from (select * from feed_events where account_id = $1 and seq > $2 order by seq limit $3) e
  )
  select h.epoch, h.seq as head, p.whole as recovered,
    case when p.whole then coalesce(p.events, '[]') else '[]' end as events
  from feed_heads h cross join lateral (
    select $2::bigint between 0 and h.seq and count(*) = least($3, h.seq - $2) and coalesce(max(e.seq), $2) = $2 + count(*) as whole,
      json_agg(json_build_object('event', e.event, 'seq', e.seq, 'at', rfc3339(e.at), 'data', e.data) order by e.seq) filter (where e.bytes_before < ${contract.maxAnswerBytes}) as events
    from page e
  ) p where h.account_id = $1`

export const feedReplay = forCaller(contract.feedReplay, async ({ input, database, caller }) => {
  const [row] = await database.query<Replayed>(replaySql, [caller.accountId, input.after, input.limit])
  if (!row) throw new Error(`account ${caller.accountId} has no feed`)
  return row
})
