import * as contract from '../../contract/index.ts'
import { assignOrder } from '../../orders/change.ts'
import { command } from '../kinds/handler.ts'

export const orderAssign = command(contract.orderAssign, async ({ input, transaction, caller }) => ({
  order: await assignOrder(transaction, input.orderId, caller.accountId),
}))
