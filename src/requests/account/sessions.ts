import { listSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const accountSessions = handler(contract.accountSessions, async ({ database, caller }) => ({
  sessions: await listSessions(database, caller.accountId, caller.sessionId),
}))
