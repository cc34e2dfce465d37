import type { Database } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'

/** Rows younger than this are still with the node that wrote them. */
const leftBehindAfter = '2 seconds'
const sweptAtOnce = 500

interface Dependencies {
  database: Database
  /** Puts pushes onto the wire; must not throw. */
  deliver: (pushes: readonly Push[]) => void
}

export type Publisher = ReturnType<typeof createPublisher>

/** Publishes what was committed: at once on the node that committed it, and by any node's sweep where that one did not live to. */
export const createPublisher = ({ database, deliver }: Dependencies) => {
  let published: number[] = []

  database.onCommit((pushes) => {
    deliver(pushes)
    for (const { outboxId } of pushes) published.push(outboxId)
  })

  /** Clears the outbox of what was published since the last time: together, as each statement of its own would cost more than its push. */
  const forget = async (): Promise<void> => {
    const ids = published
    published = []
    // what is not deleted is swept, and so published twice: clients drop what they have (by seq). So the commit may be lost in a crash,
    // and its flush need not keep those of orders waiting
    const sql = "delete from outbox using (select set_config('synchronous_commit', 'off', true)) at_leisure where id = any ($1)"
    if (ids.length === 0) return
    try {
      await database.query(sql, [ids])
    } catch (error) {
      published.push(...ids)
      throw error
    }
  }

  /** Publishes what was left behind. Returns how many rows wait in the outbox (at most 10,000 are counted). */
  const sweep = async (): Promise<number> => {
    const swept = await database.transact(async (transaction) => {
      const rows = await transaction.query<{ push: Push }>(
        `with taken as (
           select * from outbox where at < now() - interval '${leftBehindAfter}' order by id limit ${sweptAtOnce} for update skip locked
         ), gone as (
           delete from outbox using taken where outbox.id = taken.id
         )
         select case when t.account_id is null
           then json_build_object('outboxId', t.id, 'audience', t.audience, 'event', t.event, 'data', t.data)
           else json_build_object('outboxId', t.id, 'accountId', t.account_id, 'seq', e.seq, 'event', e.event, 'at', rfc3339(e.at), 'data', e.data)
         end as push
         from taken t left join feed_events e on e.account_id = t.account_id and e.seq = t.seq
         where t.account_id is null or e.seq is not null
         order by t.id`,
      )
      // before the commit: a node that dies here leaves the rows to the next sweep
      deliver(rows.map(({ push }) => push))
      return rows.length
    })
    if (swept === sweptAtOnce) return sweep()
    const [waiting] = await database.query<{ rows: number }>('select count(*) as rows from (select 1 from outbox limit 10000) w')
    return waiting?.rows ?? 0
  }

  return { forget, sweep }
}
