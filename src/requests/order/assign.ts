import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** Assigns the order to the courier who asks. */
export const orderAssign = forCaller(contract.orderAssign, async ({ input, database, caller }) => {
  const { accountId } = caller
  await changeOrder(database, { event: contract.orderAssign.event, input, accountId }, { name: 'assign_order', args: [accountId] })
  return showToStaff({ database, caller }, input)
})
