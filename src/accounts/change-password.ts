import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { checkOwnPassword } from './check-password.ts'
import type { RequestClient } from './client.ts'
import { refuseCommonPassword } from './common-passwords.ts'
import type { PasswordHasher } from './passwords.ts'
import { endSessions } from './sessions.ts'
import { tellChanged } from './tell-changed.ts'

interface Change {
  accountId: string
  /** The session that asks: every other one ends. */
  sessionId: string
  current: string
  next: string
  client: RequestClient
}

/** The account's owner changes the password. Not one transaction: a failed comparison must stay counted. */
export const changeOwnPassword = async (
  { database, passwords }: { database: Database; passwords: PasswordHasher },
  { accountId, sessionId, current, next, client }: Change,
): Promise<void> => {
  refuseCommonPassword(next, 'next')
  const stored = await checkOwnPassword({ database, passwords }, accountId, { password: current, client })
  const passwordHash = await passwords.hash(next, client)
  await database.transact(async (transaction) => {
    // a change of the address is taken back (note_new_password), and the feed head is locked before the account
    const [pending] = await transaction.query('select 1 as one from accounts where id = $1 and new_email is not null', [accountId])
    if (pending) await tellChanged(transaction, accountId, ['email'])
    const changed = await transaction.query('update accounts set password_hash = $2 where id = $1 and password_hash = $3 returning id', [
      accountId,
      passwordHash,
      stored,
    ])
    if (changed.length === 0) throw new AppError('invalid_credentials')
    await transaction.query('select note_new_password($1)', [accountId])
    await endSessions(transaction, { accountId, sessions: { allBut: sessionId }, reason: 'password_changed' })
  })
}
