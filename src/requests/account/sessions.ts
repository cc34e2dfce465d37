import { listSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const accountSessions = forCaller(contract.accountSessions, async ({ database, caller }) => ({
  sessions: await listSessions(database, caller.accountId, caller.sessionId),
}))
