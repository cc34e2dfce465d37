import type { Database } from '../database/database.ts'

const retentionDays = 30
const accountsAtOnce = 200

/** Deletes feed events older than the retention, and moves each head's `pruned_seq` with them, in batches until none is left. */
export const pruneFeed = async (database: Database): Promise<void> => {
  let pruned: number
  do {
    const rows = await database.transact((transaction) =>
      transaction.query(
        `with old as materialized (
           select account_id, max(seq) as seq from feed_events where at < now() - make_interval(days => $1)
           group by account_id order by account_id limit $2
         ), locked as materialized (
           select h.account_id, old.seq from feed_heads h join old on old.account_id = h.account_id order by h.account_id for no key update of h
         ), gone as (
           delete from feed_events e using locked where e.account_id = locked.account_id and e.seq <= locked.seq
         )
         update feed_heads h set pruned_seq = greatest(h.pruned_seq, locked.seq) from locked where h.account_id = locked.account_id
         returning h.account_id`,
        [retentionDays, accountsAtOnce],
      ),
    )
    pruned = rows.length
  } while (pruned === accountsAtOnce)
}
