import { getStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const staffGet = forCaller(contract.staffGet, async ({ database, caller }) => ({
  staff: await getStaff(database, caller.accountId),
}))
