import type { Queryable } from '../database/database.ts'

const slice = 1000

const prunable = [
  `delete from sessions where id in (select id from sessions where expires_at < now() - interval '30 days' limit ${slice} for update skip locked) returning 1 as gone`,
  `delete from sign_in_failures where subject in (
     select subject from sign_in_failures where greatest(last_at, retry_at) < now() - interval '1 day' limit ${slice} for update skip locked) returning 1 as gone`,
]

/** Deletes, in slices, sessions that ended long ago and old sign-in failures. */
export const pruneAccounts = async (database: Queryable): Promise<void> => {
  for (const sql of prunable) while ((await database.query(sql)).length === slice);
}
