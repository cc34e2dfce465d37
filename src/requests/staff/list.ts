import { listStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const staffList = forCaller(contract.staffList, ({ input, database }) => listStaff(database, input))
