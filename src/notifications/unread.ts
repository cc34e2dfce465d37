import type { Queryable } from '../database/database.ts'

export const countUnread = async (database: Queryable, accountId: string): Promise<number> => {
  const [row] = await database.query<{ unread: number }>(
    'select count(*) as unread from notifications where account_id = $1 and read_at is null',
    [accountId],
  )
  return row?.unread ?? 0
}
