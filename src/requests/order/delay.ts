import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** Adds to the time of the kitchen, and tells the customer. */
export const orderDelay = forCaller(contract.orderDelay, async ({ input, database, caller }) => {
  const { role, accountId } = caller
  await changeOrder(database, { event: contract.orderDelay.event, input, accountId }, { name: 'delay_order', args: [input.minutes, role] })
  return showToStaff({ database, caller }, input)
})
