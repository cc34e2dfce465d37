import * as contract from '../../contract/index.ts'
import { pageOfPending } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

/** A page of the orders that are not in a final status, the newest first. */
export const orderPending = forCaller(contract.orderPending, async ({ input, database, caller }) => {
  const { items, next } = await pageOfPending(database, caller.accountId, input)
  return { orders: items, ...next }
})
