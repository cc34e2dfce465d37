import { listSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const accountSessions = forCaller(contract.accountSessions, ({ input, database, caller }) => listSessions(database, caller, input))
