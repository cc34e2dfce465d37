import { notificationDays } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'

const slice = 1000

/** Deletes, in slices, notifications that are older than `notificationDays`. */
export const pruneNotifications = async (database: Queryable): Promise<void> => {
  const sql = `delete from notifications where (account_id, seq) in (
    select account_id, seq from notifications where at < now() - make_interval(days => $1) limit ${slice} for update skip locked) returning 1 as gone`
  while ((await database.query(sql, [notificationDays])).length === slice);
}
