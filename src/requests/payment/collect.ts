import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

/** Records that the courier has received the cash, or that the terminal has approved the card. */
export const paymentCollect = forCallerInTransaction(contract.paymentCollect, async ({ input, transaction, caller }) => {
  const { orderId, amount } = input
  const bind = [caller.accountId, amount.amount, amount.currency]
  return { order: await changeOrder(transaction, 'collect_payment', [orderId, ...bind]) }
})
