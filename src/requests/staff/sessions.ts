import { listSessions } from '../../accounts/sessions.ts'
import { getStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const staffSessions = forCaller(contract.staffSessions, async ({ input, database, caller: { sessionId } }) => {
  const { id: accountId } = await getStaff(database, input.staffId)
  return listSessions(database, { accountId, sessionId }, input)
})
