import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** Assigns the order to the courier who asks. */
export const orderAssign = forCallerInTransaction(contract.orderAssign, async ({ input, transaction, caller }) => ({
  order: await changeOrder(transaction, 'assign_order', [input.orderId, caller.accountId]),
}))
