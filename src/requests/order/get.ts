import * as contract from '../../contract/index.ts'
import { getOrder } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

export const orderGet = forCaller(contract.orderGet, async ({ input, database, caller }) => ({
  order: await getOrder(database, caller.accountId, input),
}))
