import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { accountSignUp } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { getAccount, refusedOr } from './account.ts'
import type { Origin } from './client.ts'
import { isCommonPassword } from './common-passwords.ts'
import type { PasswordHasher } from './passwords.ts'
import { openSession } from './sessions.ts'

interface Dependencies {
  database: Database
  passwords: PasswordHasher
  ttlDays: number
  origin: Origin
}

/** Makes a customer with a feed and a session. Throws `common_password`, `login_taken` and `email_taken`. */
export const signUp = async (
  { database, passwords, ttlDays, origin }: Dependencies,
  { login, email, password, name, phone, timeZone }: z.output<typeof accountSignUp.input>,
) => {
  if (isCommonPassword(password)) throw new AppError('common_password')
  const passwordHash = await passwords.hash(password)
  const accountId = uuidv7()
  return database.transact(async (transaction) => {
    await transaction
      .query(
        `with account as (
           insert into accounts (id, role, login, email, name, phone, time_zone, password_hash)
           values ($1, 'customer', $2, $3, $4, $5, $6, $7) returning id
         )
         insert into feed_heads (account_id) select id from account`,
        [accountId, login, email, name, phone ?? null, timeZone ?? 'UTC', passwordHash],
      )
      .catch((error: unknown) => {
        throw refusedOr(error)
      })
    const session = await openSession(transaction, { accountId, passwordHash, origin, ttlDays })
    return { ...session, account: await getAccount(transaction, accountId) }
  })
}
