import * as contract from '../../contract/index.ts'
import { countUnread, markRead } from '../../notifications/unread.ts'
import { forCaller } from '../kinds/handler.ts'

export const notificationRead = forCaller(contract.notificationRead, async ({ input, database, caller: { accountId } }) => {
  await markRead(database, accountId, input.ids)
  return { unread: await countUnread(database, accountId) }
})
