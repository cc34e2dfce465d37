import * as contract from '../../contract/index.ts'
import { countUnread } from '../../notifications/unread.ts'
import { forCaller } from '../kinds/handler.ts'

const readSql = `
  with mine as materialized (
    select account_id, seq from notifications
    where account_id = $1 and read_at is null and ($2::uuid[] is null or id = any ($2)) order by seq for no key update
  )
  update notifications n set read_at = now() from mine where n.account_id = mine.account_id and n.seq = mine.seq`

/** Marks the named notifications as read, or all of them. */
export const notificationRead = forCaller(contract.notificationRead, async ({ input, database, caller: { accountId } }) => {
  await database.query(readSql, [accountId, input.ids ?? null])
  return { unread: await countUnread(database, accountId) }
})
