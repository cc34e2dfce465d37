import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from '../order/show-to-staff.ts'

/** Records that the courier has received the cash, or that the terminal has approved the card. */
export const paymentCollect = forCaller(contract.paymentCollect, async ({ input, database, caller }) => {
  const { amount, currency } = input.amount
  const request = { event: contract.paymentCollect.event, input, accountId: caller.accountId }
  await changeOrder(database, request, { name: 'collect_payment', args: [caller.accountId, amount, currency] })
  return showToStaff({ database, caller }, input)
})
