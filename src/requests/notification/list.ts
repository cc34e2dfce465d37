import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import { readPage } from '../../database/page.ts'
import { countUnread } from '../../notifications/unread.ts'
import { forCaller } from '../kinds/handler.ts'

/** The last row's position in the feed. */
const pageKey = z.tuple([z.int()])

const sql = `
  select notification_json(n) as item, json_build_array(n.seq) as key from notifications n
  where n.account_id = $1 and n.at > now() - interval '${contract.notificationDays} days' and ($2::bigint is null or n.seq < $2) and (not $3 or n.read_at is null)
  order by n.seq desc`

/** The newest first. A new notification does not shift a later page. */
export const notificationList = forCaller(contract.notificationList, async ({ input, database, caller: { accountId } }) => {
  const { unreadOnly = false, limit, cursor } = input
  const [before] = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const [unread, { items, next }] = await Promise.all([
    countUnread(database, accountId),
    readPage<contract.Notification>(database, { sql, bind: [accountId, before, unreadOnly], limit }),
  ])
  return { notifications: items, unread, ...next }
})
