import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** Starts the clock at the door, and tells the customer. */
export const orderWaitAtDoor = forCaller(contract.orderWaitAtDoor, async ({ input, database, caller }) => {
  const { role, accountId } = caller
  await changeOrder(
    database,
    { event: contract.orderWaitAtDoor.event, input, accountId },
    { name: 'wait_at_door', args: [role, accountId] },
  )
  return showToStaff({ database, caller }, input)
})
