import { createHash } from 'node:crypto'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { getAccount } from './account.ts'
import { networkOf, type Origin } from './client.ts'
import type { PasswordHasher } from './passwords.ts'
import { openSession } from './sessions.ts'
import { beginAttempt, forgetFailures } from './sign-in-failures.ts'

interface Dependencies {
  database: Queryable
  passwords: PasswordHasher
}

/** Under what failures are counted: the account, or the login that was typed where there is none, so that both look alike. */
export const failureSubject = (accountIdOrLogin: string): Buffer => createHash('sha256').update(accountIdOrLogin).digest()

/**
 * Compares a password, counting failures: throws `invalid_credentials`, or `too_many_sign_ins` without comparing while the subject has
 * to wait. Nobody (`stored` null) takes as long as somebody.
 */
export const checkPassword = async (
  { database, passwords }: Dependencies,
  { subject, stored, password }: { subject: Buffer; stored: string | null; password: string },
): Promise<void> => {
  await beginAttempt(database, subject)
  if (!(await passwords.verify(stored, password))) throw new AppError('invalid_credentials')
  await forgetFailures(database, subject)
}

/** Signs in with a login or an e-mail address. */
export const signIn = async (
  dependencies: Dependencies,
  { login, password, origin, ttlDays }: { login: string; password: string; origin: Origin; ttlDays: number },
) => {
  const { database } = dependencies
  const [found] = await database.query<{ id: string; passwordHash: string | null; networks: Buffer[] }>(
    `select a.id, a.password_hash as "passwordHash",
       array(select distinct s.network from sessions s where s.account_id = a.id and s.network is not null
         and (s.end_reason is null or s.end_reason in ('signed_out', 'expired'))) as networks
     from accounts a where a.${login.includes('@') ? 'email' : 'login'} = $1`,
    [login],
  )
  const network = networkOf(found?.id ?? login, origin)
  // where the owner has signed in before, he does not wait for what others guess elsewhere
  const subject = found?.networks.some((known) => known.equals(network)) ? network : failureSubject(found?.id ?? login)
  await checkPassword(dependencies, { subject, stored: found?.passwordHash ?? null, password })
  if (!found?.passwordHash) throw new AppError('invalid_credentials')
  const session = await openSession(database, { accountId: found.id, passwordHash: found.passwordHash, origin, ttlDays })
  return { ...session, account: await getAccount(database, found.id) }
}
