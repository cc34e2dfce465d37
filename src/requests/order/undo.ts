import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** Takes the last step of an order back. */
export const orderUndo = forCaller(contract.orderUndo, async ({ input, database, caller }) => {
  const { role, accountId } = caller
  await changeOrder(database, { event: contract.orderUndo.event, input, accountId }, { name: 'undo_step', args: [role, accountId] })
  return showToStaff({ database, caller }, input)
})
