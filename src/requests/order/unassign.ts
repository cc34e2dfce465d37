import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

export const orderUnassign = forCaller(contract.orderUnassign, async ({ input, database, caller }) => {
  const { role, accountId } = caller
  const request = { event: contract.orderUnassign.event, input, accountId }
  await changeOrder(database, request, { name: 'unassign_order', args: [role, accountId, input.status ?? null] })
  return showToStaff({ database, caller }, input)
})
