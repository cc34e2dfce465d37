/** What a customer was told, to look at again. */
import { z } from 'zod'
import type { Notification } from '../contract/index.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'

/** The last row's place in the feed. */
const pageKey = z.tuple([z.int()])

const countUnread = async (database: Queryable, accountId: string): Promise<number> => {
  const [row] = await database.query<{ unread: number }>(
    'select count(*) as unread from notifications where account_id = $1 and read_at is null',
    [accountId],
  )
  return row?.unread ?? 0
}

export interface NotificationFilter {
  unreadOnly?: boolean | undefined
  limit: number
  cursor?: string | undefined
}

/** A page of the inbox, the newest first; new ones never shift a later page. */
export const listNotifications = async (
  database: Queryable,
  accountId: string,
  { unreadOnly = false, limit, cursor }: NotificationFilter,
) => {
  const [before] = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const [unread, rows] = await Promise.all([
    countUnread(database, accountId),
    database.query<{ seq: number; notification: Notification }>(
      `select n.seq, notification_json(n) as notification from notifications n
       where n.account_id = $1 and ($2::bigint is null or n.seq < $2) and (not $3 or n.read_at is null)
       order by n.seq desc limit $4`,
      [accountId, before, unreadOnly, limit + 1],
    ),
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    notifications: page.map(({ notification }) => notification),
    unread,
    ...(rows.length > limit && last && { nextCursor: encodeCursor([last.seq]) }),
  }
}

/** Marks the named ones (all without names) as read. Returns how many are left. */
export const markAsRead = async (database: Queryable, accountId: string, ids: readonly string[] | undefined): Promise<number> => {
  await database.query(
    'update notifications set read_at = now() where account_id = $1 and read_at is null and ($2::uuid[] is null or id = any ($2))',
    [accountId, ids ?? null],
  )
  return countUnread(database, accountId)
}
