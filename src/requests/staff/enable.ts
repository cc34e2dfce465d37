import { disableStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { managerRequest } from './manager-request.ts'

export const staffEnable = forCaller(contract.staffEnable, ({ input, database, caller }) =>
  disableStaff(database, managerRequest(contract.staffEnable, input, caller), input.staffId, false),
)
