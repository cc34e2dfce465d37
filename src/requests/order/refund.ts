import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** A manager gives money back. What it costs each part of the order, the database works out (sql/functions/adjusting.sql). */
export const orderRefund = forCaller(contract.orderRefund, async ({ input, database, caller }) => {
  const { lines, delivery, amount, all, reason } = input
  const asked = JSON.stringify({ lines, delivery, amount: amount?.amount, all })
  const request = { event: contract.orderRefund.event, input, accountId: caller.accountId }
  await changeOrder(database, request, { name: 'refund_order', args: [caller.accountId, asked, amount?.currency ?? null, reason] })
  return showToStaff({ database, caller }, input)
})
