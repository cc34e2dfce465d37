import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { endShift } from '../../couriers/shifts.ts'
import { forCaller } from '../kinds/handler.ts'
import { courierNamedBy } from './named.ts'

export const courierEndShift = forCaller(contract.courierEndShift, ({ input, database, caller }) => {
  const hash = bodyHash(contract.courierEndShift.event, input)
  return endShift(database, { accountId: caller.accountId, requestId: input.requestId, hash }, courierNamedBy(caller, input))
})
