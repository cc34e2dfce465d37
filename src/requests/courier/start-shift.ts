import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { startShift } from '../../couriers/shifts.ts'
import { forCaller } from '../kinds/handler.ts'

export const courierStartShift = forCaller(contract.courierStartShift, ({ input, database, caller: { accountId } }) =>
  startShift(database, { accountId, requestId: input.requestId, hash: bodyHash(contract.courierStartShift.event, input) }),
)
