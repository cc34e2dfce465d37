import * as contract from '../../contract/index.ts'
import { eventJson, type FeedEventRow } from '../../feed/replay.ts'
import { forCaller } from '../kinds/handler.ts'

interface Replayed {
  epoch: string
  head: number
  recovered: boolean
  events: FeedEventRow[]
}

/** The events after a position: at most $3, no more than a connection holds, but at least one if any exists. */
const replaySql = `
  select h.epoch, h.seq as head, $2::bigint between h.pruned_seq and h.seq as recovered, coalesce((
    select json_agg(${eventJson} order by e.seq) from (
      select *, sum(octet_length(data::text)) over (order by seq) - octet_length(data::text) as bytes_before from (
        select * from feed_events where account_id = $1 and seq > $2 and $2::bigint between h.pruned_seq and h.seq order by seq limit $3
      ) page
    ) e where e.bytes_before < ${contract.maxAnswerBytes}), '[]') as events
  from feed_heads h where h.account_id = $1`

export const feedReplay = forCaller(contract.feedReplay, async ({ input, database, caller }) => {
  const [row] = await database.query<Replayed>(replaySql, [caller.accountId, input.after, input.limit])
  if (!row) throw new Error(`account ${caller.accountId} has no feed`)
  return row
})
