import { endSessions, listSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const accountRevokeSession = forCallerInTransaction(contract.accountRevokeSession, async ({ input, transaction, caller }) => {
  const { accountId } = caller
  const ended = await endSessions(transaction, { accountId, sessions: { only: input.sessionId }, reason: 'revoked' })
  if (ended === 0) {
    // a repetition, because the first answer was lost, finds it ended
    const known = await transaction.query('select from sessions where id = $1 and account_id = $2', [input.sessionId, accountId])
    if (known.length === 0) throw new AppError('session_not_found')
    transaction.note('nothing')
  }
  return listSessions(transaction, caller)
})
