import * as contract from '../../contract/index.ts'
import { changeOrderStatus } from '../../orders/change.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** The steps that each role can take are in `order-life.ts` and, compared by a test, in the database. */
export const orderAdvance = forCallerInTransaction(
  contract.orderAdvance,
  async ({ input: { orderId, to, reason, note }, transaction, caller }) => {
    await changeOrderStatus(transaction, { orderId, to, by: caller, reason, note })
    return { orderId }
  },
  showToStaff,
)
