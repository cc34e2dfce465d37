import type { Queryable } from '../database/database.ts'

const slice = 1000

const prunable = [
  `delete from sessions where id in (select id from sessions where expires_at < now() - interval '30 days' limit ${slice}) returning 1 as gone`,
  `delete from sign_in_failures where subject in (
     select subject from sign_in_failures where greatest(last_at, retry_at) < now() - interval '1 day' limit ${slice}) returning 1 as gone`,
  `delete from answers where (account_id, request_id) in (
     select account_id, request_id from answers where created_at < now() - interval '48 hours' limit ${slice}) returning 1 as gone`,
]

/**
 * Deletes, in slices, sessions long over, old failures to sign in, and answers that nobody will ask for again. Forgets those who left of
 * late once more: an order that was on its way in when they left, for a day two weeks ahead at most, would still tell where they live.
 */
export const pruneAccounts = async (database: Queryable): Promise<void> => {
  await database.query("select forget_account(id) from accounts where deleted_at > now() - interval '30 days' order by id")
  for (const sql of prunable) while ((await database.query(sql)).length === slice);
}
