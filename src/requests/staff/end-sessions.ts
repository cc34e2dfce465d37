import { endStaffSessions } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { managerRequest } from './manager-request.ts'

export const staffEndSessions = forCaller(contract.staffEndSessions, ({ input, database, caller }) => {
  const which = { staffId: input.staffId, only: input.sessionId, allBut: caller.sessionId }
  return endStaffSessions(database, managerRequest(contract.staffEndSessions, input, caller), which)
})
