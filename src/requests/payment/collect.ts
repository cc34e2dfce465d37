import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'
import { showToStaff } from '../order/show-to-staff.ts'

/** Records that the courier has received the cash, or that the terminal has approved the card. */
export const paymentCollect = forCallerInTransaction(
  contract.paymentCollect,
  async ({ input: { orderId, amount }, transaction, caller }) => {
    const bind = [caller.accountId, amount.amount, amount.currency]
    await changeOrder(transaction, 'collect_payment', [orderId, ...bind])
    return { orderId }
  },
  showToStaff,
)
