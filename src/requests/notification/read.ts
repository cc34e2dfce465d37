import * as contract from '../../contract/index.ts'
import { markAsRead } from '../../notifications/inbox.ts'
import { handler } from '../kinds/handler.ts'

export const notificationRead = handler(contract.notificationRead, async ({ input, database, caller }) => ({
  unread: await markAsRead(database, caller.accountId, input.ids),
}))
