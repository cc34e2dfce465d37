import { checkOwnPassword } from '../../accounts/check-password.ts'
import { isCommonPassword } from '../../accounts/common-passwords.ts'
import { endSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

/** Not one transaction: a failed comparison must stay counted. Ends every session of the account except the caller's. */
export const accountChangePassword = forCaller(contract.accountChangePassword, async ({ input, client, database, passwords, caller }) => {
  const { accountId, sessionId } = caller
  const { current, next } = input
  if (isCommonPassword(next)) {
    const details = contract.faultDetails([{ field: 'next', rule: 'common' }])
    throw new AppError('common_password', { message: 'next: this password is too common.', details })
  }
  const stored = await checkOwnPassword({ database, passwords }, accountId, { password: current, client })
  const passwordHash = await passwords.hash(next, client)
  await database.transact(async (transaction) => {
    const changed = await transaction.query('update accounts set password_hash = $2 where id = $1 and password_hash = $3 returning id', [
      accountId,
      passwordHash,
      stored,
    ])
    if (changed.length === 0) throw new AppError('invalid_credentials')
    await transaction.query('select tell_of_new_password($1)', [accountId])
    await endSessions(transaction, { accountId, sessions: { allBut: sessionId }, reason: 'password_changed' })
  })
  return {}
})
