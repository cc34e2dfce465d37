import type { Queryable } from '../database/database.ts'

/** The contract promises 24 hours. */
const keepHours = 48
const slice = 1000

/** Deletes, in slices, stored answers that are no longer needed. */
export const pruneAnswers = async (database: Queryable): Promise<void> => {
  const sql = `delete from answers where (account_id, request_id) in (
    select account_id, request_id from answers where created_at < now() - make_interval(hours => $1) limit ${slice} for update skip locked) returning 1 as gone`
  while ((await database.query(sql, [keepHours])).length === slice);
}
