/** Where the feed of an account stands, from PostgreSQL. */
import type { Explanation } from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'

export type StoredEvent = Omit<Explanation['events'][number], 'sends'>

const headSql = `
  select h.epoch, h.seq as head, (select min(e.seq) from feed_events e where e.account_id = h.account_id) as oldest
  from feed_heads h where h.account_id = $1`

const outboxSql = `
  with w as materialized (select account_ids, seqs from outbox where is_left_behind(at) order by id limit 10000)
  select (select coalesce(sum(coalesce(cardinality(w.seqs), 1)), 0)::int from w) as waiting,
    array(select s.seq from w cross join lateral unnest(w.account_ids, w.seqs) s(account_id, seq) where s.account_id = $1) as seqs`

/** The data is not read: it may be personal. */
const eventColumns = `
  e.seq, rfc3339(e.at) as at, e.event, e.data #>> '{order,status}' as status`

/** An account has few events, so the newest of them are read. */
const aboutOrderSql = `
  select ${eventColumns} from (select * from feed_events where account_id = $1 order by seq desc limit 1000) e
  where position($2 in e.data::text) > 0 order by e.seq desc limit 20`
const newestSql = `select ${eventColumns} from feed_events e where e.account_id = $1 order by e.seq desc limit 10`
const oneSql = `select ${eventColumns} from feed_events e where e.account_id = $1 and e.seq = $2`

export const feedStatements = [headSql, outboxSql, aboutOrderSql, newestSql, oneSql]

/** Which events: those about an order, one, or the newest. */
export type Wanted = { orderId: string } | { seq: number } | 'newest'

const statementOf = (accountId: string, wanted: Wanted): [sql: string, bind: unknown[]] => {
  if (wanted === 'newest') return [newestSql, [accountId]]
  return 'seq' in wanted ? [oneSql, [accountId, wanted.seq]] : [aboutOrderSql, [accountId, wanted.orderId]]
}

interface EventRow {
  seq: number
  at: string
  event: string
  status: StoredEvent['status'] | null
}

interface FeedFacts {
  feed: Explanation['feed']
  events: StoredEvent[]
}

export const readFeed = async (database: Queryable, accountId: string, wanted: Wanted): Promise<FeedFacts> => {
  const [sql, bind] = statementOf(accountId, wanted)
  const [[head], [outbox], events] = await Promise.all([
    database.query<{ epoch: string; head: number; oldest: number | null }>(headSql, [accountId]),
    database.query<{ waiting: number; seqs: number[] }>(outboxSql, [accountId]),
    database.query<EventRow>(sql, bind),
  ])
  const waiting = new Set(outbox?.seqs.map(Number))
  return {
    feed: head && {
      epoch: head.epoch,
      head: head.head,
      ...(head.oldest !== null && { oldest: head.oldest }),
      waiting: outbox?.waiting ?? 0,
    },
    events: events
      .map(({ seq, at, event, status }) => ({ seq, at, event, ...(status !== null && { status }), isWaiting: waiting.has(seq) }))
      .reverse(),
  }
}
