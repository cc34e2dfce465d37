import type { Queryable } from '../database/database.ts'

const slice = 1000

// Each statement goes on after the row that the last one has reached, so that no row, and no trace of a deleted one, is read twice.
const prunable = [
  `with page as materialized (
     select ctid, expires_at from sessions
     where expires_at < now() - interval '30 days' and expires_at >= coalesce($1::timestamptz, '-infinity')
     order by expires_at limit ${slice} for update skip locked
   ), gone as (
     delete from sessions where ctid = any (array(select ctid from page))
   )
   select max(expires_at)::text as reached, count(*) as rows from page`,
  `with page as materialized (
     select ctid, requested_at from account_tokens
     where requested_at < now() - interval '1 day' and requested_at >= coalesce($1::timestamptz, '-infinity')
     order by requested_at limit ${slice} for update skip locked
   ), gone as (
     delete from account_tokens where ctid = any (array(select ctid from page))
   )
   select max(requested_at)::text as reached, count(*) as rows from page`,
  `with page as materialized (
     select subject from sign_in_failures where subject > coalesce($1::bytea, '') order by subject limit ${slice}
   ), old as materialized (
     select f.ctid from sign_in_failures f
     where f.subject = any (array(select subject from page)) and greatest(f.last_at, f.retry_at) < now() - interval '1 day'
     for update skip locked
   ), gone as (
     delete from sign_in_failures where ctid = any (array(select ctid from old))
   )
   select (select subject::text from page order by subject desc limit 1) as reached, (select count(*) from page) as rows`,
]

/** Deletes, in slices, sessions that ended long ago, old links and old sign-in failures. */
export const pruneAccounts = async (database: Queryable): Promise<void> => {
  for (const sql of prunable) {
    for (let after: string | null = null, rows = slice; rows === slice; ) {
      const [page]: { reached: string; rows: number }[] = await database.query(sql, [after])
      after = page?.reached ?? null
      rows = page?.rows ?? 0
    }
  }
}
