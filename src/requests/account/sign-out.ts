import { endSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const accountSignOut = forCallerInTransaction(contract.accountSignOut, async ({ input, transaction, caller }) => {
  const { accountId, sessionId } = caller
  await endSessions(transaction, { accountId, sessions: input.everywhere ? 'all' : { only: sessionId }, reason: 'signed_out' })
  return {}
})
