import { endSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { command } from '../kinds/handler.ts'

export const accountSignOut = command(contract.accountSignOut, async ({ input, transaction, caller }) => {
  const { accountId, sessionId } = caller
  await endSessions(transaction, { accountId, which: input.everywhere ? 'all' : { only: sessionId }, reason: 'signed_out' })
  return {}
})
