import * as contract from '../contract/index.ts'
import { reorder } from '../orders/reorder.ts'
import { handler } from './handler.ts'

/** Not a command: it is placed as every order is, by the batch that stores its answer too. */
export const orderReorder = handler(contract.orderReorder, async ({ input, database, placeOrder, payments, caller }) =>
  payments.begin(caller.accountId, await reorder({ database, placeOrder }, caller.accountId, input), input.requestId),
)
