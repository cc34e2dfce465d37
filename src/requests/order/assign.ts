import * as contract from '../../contract/index.ts'
import { changeOrder } from '../../orders/change.ts'
import { courierNamedBy } from '../courier/named.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

export const orderAssign = forCaller(contract.orderAssign, async ({ input, database, caller }) => {
  const { role, accountId } = caller
  const request = { event: contract.orderAssign.event, input, accountId }
  await changeOrder(database, request, { name: 'assign_order', args: [role, courierNamedBy(caller, input)] })
  return showToStaff({ database, caller }, input)
})
