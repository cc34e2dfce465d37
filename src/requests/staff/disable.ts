import { disableStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { managerRequest } from './manager-request.ts'

export const staffDisable = forCaller(contract.staffDisable, ({ input, database, caller }) =>
  disableStaff(database, managerRequest(contract.staffDisable, input, caller), input.staffId, true),
)
