import * as contract from '../../contract/index.ts'
import { faultDetails } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { changeOrder, pickUp, statusChange } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'
import { showToStaff } from './show-to-staff.ts'

const reasonMissing = { fault: { field: 'reason', rule: 'required' as const }, message: 'must say why, for the customer' }

/** The steps that each role can take are in `order-life.ts` and, compared by a test, in the database. */
export const orderAdvance = forCaller(contract.orderAdvance, async ({ input, database, caller }) => {
  const { requestId, to, reason, note, keepPayment, pin } = input
  if (keepPayment && caller.role !== 'manager') throw new AppError('role_required')
  // what the kitchen gives up, the customer reads
  if (to === 'rejected' && caller.role === 'kitchen' && reason === undefined)
    throw new AppError('invalid_argument', { message: (say) => say.faults([reasonMissing]), details: faultDetails([reasonMissing.fault]) })
  const request = { event: contract.orderAdvance.event, input, accountId: caller.accountId }
  const isPickUp = caller.role === 'courier' && to === 'in_transit'
  const change = isPickUp ? pickUp(caller.accountId, note) : statusChange({ to, by: caller, reason, note, keepPayment, pin, requestId })
  await changeOrder(database, request, change)
  return showToStaff({ database, caller }, input)
})
