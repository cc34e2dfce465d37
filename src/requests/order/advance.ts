import * as contract from '../../contract/index.ts'
import { changeOrderStatus } from '../../orders/change.ts'
import { command } from '../kinds/handler.ts'

export const orderAdvance = command(contract.orderAdvance, async ({ input, transaction, caller }) => {
  const { orderId, to, reason } = input
  return { order: await changeOrderStatus(transaction, { orderId, to, by: caller, reason }) }
})
