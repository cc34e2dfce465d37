import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** Assigns the order to the courier who asks. */
export const orderAssign = forCallerInTransaction(
  contract.orderAssign,
  async ({ input: { orderId }, transaction, caller }) => {
    await changeOrder(transaction, 'assign_order', [orderId, caller.accountId])
    return { orderId }
  },
  showToStaff,
)
