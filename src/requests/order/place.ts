import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

/** Needs no separate transaction: the batch that places the order also stores the answer. The payment begins after the commit. */
export const orderPlace = forCaller(contract.orderPlace, async ({ input, placeOrder, payments, caller }) =>
  payments.begin(caller.accountId, await placeOrder(caller.accountId, input), input.requestId),
)
