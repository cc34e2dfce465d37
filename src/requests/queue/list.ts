import * as contract from '../../contract/index.ts'
import { queueOfRole } from '../../orders/read.ts'
import { handler } from '../kinds/handler.ts'

export const queueList = handler(contract.queueList, async ({ input, database, caller }) => ({
  orders: await queueOfRole(database, caller, input.status),
}))
