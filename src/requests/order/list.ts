import * as contract from '../../contract/index.ts'
import { listOrders } from '../../orders/read.ts'
import { handler } from '../kinds/handler.ts'

export const orderList = handler(contract.orderList, ({ input, database, caller }) => listOrders(database, caller.accountId, input))
