import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { cutPage, decodeCursor } from '../../database/cursor.ts'
import { countUnread } from '../../notifications/unread.ts'
import { forCaller } from '../kinds/handler.ts'

/** The last row's position in the feed. */
const pageKey = z.tuple([z.int()])

const pageSql = `
  select n.seq, notification_json(n) as notification from notifications n
  where n.account_id = $1 and ($2::bigint is null or n.seq < $2) and (not $3 or n.read_at is null)
  order by n.seq desc limit $4`

/** The newest first. A new notification does not shift a later page. */
export const notificationList = forCaller(contract.notificationList, async ({ input, database, caller: { accountId } }) => {
  const { unreadOnly = false, limit, cursor } = input
  const [before] = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const [unread, rows] = await Promise.all([
    countUnread(database, accountId),
    database.query<{ seq: number; notification: contract.Notification }>(pageSql, [accountId, before, unreadOnly, limit + 1]),
  ])
  const { page, next } = cutPage(rows, limit, ({ seq }) => [seq])
  return { notifications: page.map(({ notification }) => notification), unread, ...next }
})
