import * as contract from '../../contract/index.ts'
import { changeOrderStatus } from '../../orders/change.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** The steps that each role can take are in `order-life.ts` and, compared by a test, in the database. */
export const orderAdvance = forCallerInTransaction(contract.orderAdvance, async ({ input, transaction, caller }) => {
  const { orderId, to, reason } = input
  return { order: await changeOrderStatus(transaction, { orderId, to, by: caller, reason }) }
})
