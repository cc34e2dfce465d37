import * as contract from '../../contract/index.ts'
import { collectPayment } from '../../orders/change.ts'
import { command } from '../kinds/handler.ts'

export const paymentCollect = command(contract.paymentCollect, async ({ input, transaction, caller }) => ({
  order: await collectPayment(transaction, { orderId: input.orderId, courierId: caller.accountId, amount: input.amount }),
}))
