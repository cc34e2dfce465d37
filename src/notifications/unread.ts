import { notificationDays } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'

const readSql = `
  with mine as materialized (
    select account_id, seq from notifications
    where account_id = $1 and read_at is null and ($2::uuid[] is null or id = any ($2)) order by seq for no key update
  )
  update notifications n set read_at = now() from mine where n.account_id = mine.account_id and n.seq = mine.seq`

/** Marks the named notifications as read, or all of them. */
export const markRead = async (database: Queryable, accountId: string, ids?: readonly string[]): Promise<void> => {
  await database.query(readSql, [accountId, ids ?? null])
}

export const countUnread = async (database: Queryable, accountId: string): Promise<number> => {
  const [row] = await database.query<{ unread: number }>(
    'select count(*) as unread from notifications where account_id = $1 and read_at is null and at > now() - make_interval(days => $2)',
    [accountId, notificationDays],
  )
  return row?.unread ?? 0
}
