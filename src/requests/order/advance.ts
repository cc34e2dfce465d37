import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOrder, pickUp, statusChange } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

/** The steps that each role can take are in `order-life.ts` and, compared by a test, in the database. */
export const orderAdvance = forCaller(contract.orderAdvance, async ({ input, database, caller }) => {
  const { to, reason, note, keepPayment } = input
  if (keepPayment && caller.role !== 'manager') throw new AppError('role_required')
  const request = { event: contract.orderAdvance.event, input, accountId: caller.accountId }
  const isPickUp = caller.role === 'courier' && to === 'in_transit'
  const change = isPickUp ? pickUp(caller.accountId, note) : statusChange({ to, by: caller, reason, note, keepPayment })
  await changeOrder(database, request, change)
  return showToStaff({ database, caller }, input)
})
