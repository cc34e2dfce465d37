import * as contract from '../../contract/index.ts'
import { markRead } from '../../notifications/unread.ts'
import { forCaller } from '../kinds/handler.ts'

export const accountReadOrderMessages = forCaller(contract.accountReadOrderMessages, ({ input, database, caller: { accountId } }) =>
  markRead(database, accountId, { orderId: input.orderId }),
)
