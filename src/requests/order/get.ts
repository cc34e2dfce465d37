import * as contract from '../../contract/index.ts'
import { getOrder } from '../../orders/read.ts'
import { handler } from '../kinds/handler.ts'

export const orderGet = handler(contract.orderGet, async ({ input, database, caller }) => ({
  order: await getOrder(database, caller.accountId, input),
}))
