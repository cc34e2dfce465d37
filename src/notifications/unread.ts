import type { Database, Queryable } from '../database/database.ts'

/** Which notifications to mark. Absent: all of them. */
interface Which {
  ids?: readonly string[] | undefined
  orderId?: string | undefined
}

/** Marks notifications as read, and tells the customer's devices. Returns how many are unread afterwards. */
export const markRead = async (database: Database, accountId: string, { ids, orderId }: Which): Promise<{ unread: number }> => {
  const { unread } = await database.call<{ unread: number }>('read_notifications', [accountId, ids ?? null, orderId ?? null])
  return { unread }
}

export const countUnread = async (database: Queryable, accountId: string): Promise<number> => {
  const [row] = await database.query<{ unread: number }>('select unread_count($1) as unread', [accountId])
  return row?.unread ?? 0
}
