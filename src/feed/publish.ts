import type { Database } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import { InOrder } from './in-order.ts'

/** Rows; each names up to 100 pushes. */
const sweptAtOnce = 50
/** Longer than the transactions of the gateway: a row whose number was taken before is committed by then, or never. */
const committedWithinMs = 60_000
/** How often a sweep starts from the first row again, in case a transaction took longer after all. */
const fromStartEveryMs = 10 * 60_000
const rememberMs = 1000

interface Dependencies {
  database: Database
  /** Emits pushes to the sockets. Must not throw. */
  deliver: (pushes: readonly Push[]) => void
  /** Other nodes publish events of the same accounts. */
  hasOtherNodes: boolean
}

/** Committed pushes that are not published, and the age of the oldest. */
export interface Unpublished {
  pushes: number
  oldestSeconds: number
}

export type Publisher = ReturnType<typeof createPublisher>

/**
 * Where a sweep starts, so that it does not scan all the rows that were deleted since the last vacuum: at or below `floor` no row is
 * left, and none will be committed any more.
 */
const createWaterMark = () => {
  let [floor, startedAt] = [0, performance.now()]
  /** The highest number that was taken at that time. */
  let taken: { at: number; last: number }[] = []
  return {
    get floor() {
      return floor
    },
    look(now: number, { oldest, last }: { oldest: number | null; last: number | null }) {
      const settled = taken.findLast(({ at }) => at <= now - committedWithinMs)
      if (settled) floor = Math.max(floor, Math.min(settled.last, (oldest ?? settled.last + 1) - 1))
      taken = [...taken.filter(({ at }) => at >= (settled?.at ?? 0)), { at: now, last: last ?? 0 }]
      if (now - startedAt < fromStartEveryMs) return
      floor = 0
      startedAt = now
    },
  }
}

/** Publishes committed pushes: immediately on the node that committed them, or by the sweep of any node if that node died before. */
export const createPublisher = ({ database, deliver, hasOtherNodes }: Dependencies) => {
  let published: number[] = []
  /** How many pushes of a row are not published yet. */
  const left = new Map<number, number>()
  const mark = createWaterMark()

  const inOrder = new InOrder({
    rememberMs: hasOtherNodes ? rememberMs : Number.POSITIVE_INFINITY,
    deliver: (pushes) => {
      deliver(pushes)
      for (const { outboxId } of pushes) {
        const others = (left.get(outboxId) ?? 1) - 1
        if (others > 0) left.set(outboxId, others)
        else if (left.delete(outboxId)) published.push(outboxId)
      }
    },
  })
  database.onCommit((pushes) => {
    for (const { outboxId } of pushes) left.set(outboxId, (left.get(outboxId) ?? 0) + 1)
    inOrder.add(pushes)
  })

  /** Deletes published rows from the outbox, all in one statement: one each would cost more than the push itself. */
  const clearPublished = async (): Promise<void> => {
    const ids = published
    published = []
    // a row that is not deleted is published again by the sweep, and clients drop duplicates by seq: losing this commit in a crash does
    // no harm, so it does not wait for its flush, which would delay the commits of orders
    const sql = "delete from outbox using (select set_config('synchronous_commit', 'off', true)) asynchronously where id = any ($1)"
    if (ids.length === 0) return
    try {
      await database.query(sql, [ids])
    } catch (error) {
      published.push(...ids)
      throw error
    }
  }

  /** Publishes rows of nodes that died. Returns how many it has published. */
  const publishLeftBehind = () =>
    database.transact(async (transaction) => {
      const rows = await transaction.query<{ push: Push }>(
        `with taken as (
           select * from outbox where id > $1 and is_left_behind(at) order by id limit ${sweptAtOnce} for update skip locked
         ), gone as (
           delete from outbox using taken where outbox.id = taken.id
         )
         -- of whether a dish can be ordered only the latest counts, and a node that lives may have pushed a later one
         select t.id, json_build_object('outboxId', t.id, 'audience', t.audience, 'event', t.event, 'data', coalesce(
           case when t.event = 'menu:availability_changed' then (
             select json_build_object('productId', p.id, 'available', p.available and p.in_stock and p.retired_at is null)::text
             from products p where p.id = (t.data ->> 'productId')::uuid) end, t.data::text)) as push, 0 as seq
         from taken t where t.account_ids is null
         union all
         select t.id, json_build_object('outboxId', t.id, 'accountId', e.account_id, 'seq', e.seq, 'event', e.event, 'at', rfc3339(e.at), 'data', e.data::text), e.seq
         from taken t cross join lateral unnest(t.account_ids, t.seqs) n(account_id, seq)
         join feed_events e on e.account_id = n.account_id and e.seq = n.seq
         order by seq, id`,
        [mark.floor],
      )
      // before the commit: a node that dies here leaves the rows to the next sweep
      deliver(rows.map(({ push }) => push))
      for (const { push } of rows) if ('seq' in push) inOrder.startAfter(push.accountId, push.seq)
      return rows.length
    })

  /** Publishes what nodes that died have left, in one look where there is nothing. Returns what waits (in 10,000 rows at most). */
  const sweep = async (): Promise<Unpublished> => {
    const [outbox] = await database.query<Unpublished & { isLeftBehind: boolean; oldest: number | null; last: number }>(
      `select coalesce(sum(w.pushes), 0)::int as pushes,
         coalesce(extract(epoch from now() - min(w.at)), 0)::float as "oldestSeconds", coalesce(bool_or(is_left_behind(w.at)), false) as "isLeftBehind",
         min(w.id) as oldest, pg_sequence_last_value('outbox_id_seq') as last
       from (select id, at, coalesce(cardinality(account_ids), 1) as pushes from outbox where id > $1 order by id limit 10000) w`,
      [mark.floor],
    )
    if (!outbox) return { pushes: 0, oldestSeconds: 0 }
    // what another node publishes now is locked
    if (outbox.isLeftBehind && (await publishLeftBehind()) > 0) return sweep()
    mark.look(performance.now(), outbox)
    return outbox
  }

  return {
    clearPublished,
    sweep,
    /** No row of the outbox up to this number is left. */
    floor: (): number => mark.floor,
    /** A device of the account was welcomed after `seq`. */
    welcomed: (accountId: string, seq: number) => inOrder.welcomed(accountId, seq),
    /** Delivers what still waits for an earlier event. */
    stop: () => inOrder.stop(),
  }
}
