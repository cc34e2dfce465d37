import type { Queryable } from '../database/database.ts'

const retentionDays = 30
const accountsAtOnce = 200
/** The maximum per account in one slice, so that a slice is never large. */
const eventsAtOnce = 100
const firstAccount = '00000000-0000-0000-0000-000000000000'

// Goes through the accounts by id and looks at the oldest events of each, so that it does not read recent or deleted events again.
// A feed whose head is locked waits for the next round.
const sliceSql = `
  with accounts as materialized (
    select h.account_id from feed_heads h where h.account_id > $1 order by h.account_id limit ${accountsAtOnce}
  ), old as materialized (
    select s.account_id, max(e.seq) as seq, count(*) as events, array_agg(e.ctid) as rows
    from accounts s cross join lateral (
      select e.ctid, e.seq, e.at from feed_events e where e.account_id = s.account_id order by e.seq limit ${eventsAtOnce}
    ) e
    where e.at < now() - make_interval(days => $2) group by s.account_id
  ), locked as materialized (
    select h.account_id, old.seq, old.rows from feed_heads h join old on old.account_id = h.account_id order by h.account_id
    for no key update of h skip locked
  ), gone as (
    delete from feed_events where ctid = any (array(select unnest(locked.rows) from locked))
  ), moved as (
    update feed_heads h set pruned_seq = greatest(h.pruned_seq, locked.seq) from locked where h.account_id = locked.account_id
  )
  select (select account_id from accounts order by account_id desc limit 1) as reached, (select count(*) from accounts) as accounts,
    exists (select from locked join old on old.account_id = locked.account_id where old.events = ${eventsAtOnce}) as more`

interface Slice {
  reached: string | null
  accounts: number
  /** Whether a feed of the slice may have more to delete. */
  more: boolean
}

/** Deletes feed events older than the retention, and moves each head's `pruned_seq` with them, in slices until none is left. */
export const pruneFeed = async (database: Queryable): Promise<void> => {
  for (let again = true; again; ) {
    again = false
    for (let after: string | null = firstAccount; after !== null; ) {
      const [slice]: Slice[] = await database.query<Slice>(sliceSql, [after, retentionDays])
      again ||= slice?.more ?? false
      after = slice?.accounts === accountsAtOnce ? slice.reached : null
    }
  }
}
