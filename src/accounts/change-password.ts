import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { isCommonPassword } from './common-passwords.ts'
import type { PasswordHasher } from './passwords.ts'
import { endSessions } from './sessions.ts'
import { checkPassword, failureSubject } from './sign-in.ts'

interface Change {
  accountId: string
  sessionId: string
  current: string
  next: string
}

/** Changes the password and ends every other session. Throws `invalid_credentials` (counted as at sign-in) and `common_password`. */
export const changePassword = async (
  { database, passwords }: { database: Database; passwords: PasswordHasher },
  { accountId, sessionId, current, next }: Change,
): Promise<void> => {
  if (isCommonPassword(next)) throw new AppError('common_password', { message: 'next: this is one of the most common passwords.' })
  const [row] = await database.query<{ stored: string | null }>('select password_hash as stored from accounts where id = $1', [accountId])
  await checkPassword({ database, passwords }, { subject: failureSubject(accountId), stored: row?.stored ?? null, password: current })
  const passwordHash = await passwords.hash(next)
  await database.transact(async (transaction) => {
    const changed = await transaction.query('update accounts set password_hash = $2 where id = $1 and password_hash = $3 returning id', [
      accountId,
      passwordHash,
      row?.stored,
    ])
    if (changed.length === 0) throw new AppError('invalid_credentials')
    await endSessions(transaction, { accountId, which: { allBut: sessionId }, reason: 'password_changed' })
  })
}
