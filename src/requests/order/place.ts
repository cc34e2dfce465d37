import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

/** Not a command: the batch that places it stores its answer too. */
export const orderPlace = handler(contract.orderPlace, async ({ input, placeOrder, payments, caller }) =>
  payments.begin(caller.accountId, await placeOrder(caller.accountId, input), input.requestId),
)
