import * as contract from '../../contract/index.ts'
import { markRead } from '../../notifications/unread.ts'
import { forCaller } from '../kinds/handler.ts'

export const notificationRead = forCaller(contract.notificationRead, ({ input, database, caller: { accountId } }) =>
  markRead(database, accountId, { ids: input.ids }),
)
