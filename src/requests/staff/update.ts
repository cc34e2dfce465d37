import { changeStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { managerRequest } from './manager-request.ts'

export const staffUpdate = forCaller(contract.staffUpdate, ({ input, database, caller }) =>
  changeStaff(database, managerRequest(contract.staffUpdate, input, caller), input.staffId, input),
)
