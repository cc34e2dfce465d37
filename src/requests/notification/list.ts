import * as contract from '../../contract/index.ts'
import { listNotifications } from '../../notifications/inbox.ts'
import { handler } from '../kinds/handler.ts'

export const notificationList = handler(contract.notificationList, ({ input, database, caller }) =>
  listNotifications(database, caller.accountId, input),
)
