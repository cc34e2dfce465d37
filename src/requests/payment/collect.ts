import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from '../order/show-to-staff.ts'

/** Records that the courier or a manager has received the cash, or that the terminal has approved the card. */
export const paymentCollect = forCaller(contract.paymentCollect, async ({ input, database, caller }) => {
  const { amount, currency } = input.amount
  const { role, accountId } = caller
  const request = { event: contract.paymentCollect.event, input, accountId }
  await changeOrder(database, request, { name: 'collect_payment', args: [role, accountId, amount, currency] })
  return showToStaff({ database, caller }, input)
})
