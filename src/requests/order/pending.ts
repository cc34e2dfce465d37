import * as contract from '../../contract/index.ts'
import { pendingOrders } from '../../orders/read.ts'
import { handler } from '../kinds/handler.ts'

export const orderPending = handler(contract.orderPending, async ({ database, caller }) => ({
  orders: await pendingOrders(database, caller.accountId),
}))
