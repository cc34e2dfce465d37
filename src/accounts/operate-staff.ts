/** What the operator of the gateway does about accounts, by `npm run staff`. The rules are those of the managers' requests. */
import { randomBytes } from 'node:crypto'
import type { Database, Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { refuseCommonPassword } from './common-passwords.ts'
import type { PasswordHasher } from './passwords.ts'
import { endSessions } from './sessions.ts'
import type { StaffChanges } from './staff.ts'

type Outcome = { outcome: 'changed' | 'staff_not_found' | 'last_manager' }

export const generatePassword = (): string => randomBytes(12).toString('base64url')

/** The id of a member of the staff. Throws `staff_not_found`. */
export const findStaff = async (database: Queryable, login: string): Promise<string> => {
  const [found] = await database.query<{ id: string }>(
    "select id from accounts where login = $1 and role <> 'customer' and deleted_at is null",
    [login],
  )
  if (!found) throw new AppError('staff_not_found')
  return found.id
}

const run = async (database: Database, name: string, args: readonly unknown[]): Promise<void> => {
  const { outcome } = await database.call<Outcome>(name, args)
  if (outcome !== 'changed') throw new AppError(outcome)
}

/** Throws `staff_not_found` and `last_manager`. */
export const changeByOperator = async (database: Database, login: string, { role, name, locale }: StaffChanges): Promise<void> =>
  run(database, 'change_staff', [null, await findStaff(database, login), role ?? null, name ?? null, locale ?? null])

/** Disables an account, or enables it again. Throws `staff_not_found` and `last_manager`. */
export const disableByOperator = async (database: Database, login: string, disables: boolean): Promise<void> =>
  run(database, 'disable_staff', [null, await findStaff(database, login), disables])

/** Returns how many sessions were open. */
export const endSessionsByOperator = async (database: Database, login: string): Promise<number> => {
  const accountId = await findStaff(database, login)
  return database.transact((transaction) => {
    transaction.note({ accountId })
    return endSessions(transaction, { accountId, sessions: 'all', reason: 'revoked' })
  })
}

/** Sets the password of any account that a person has, and ends its sessions. Returns whether there is one. */
export const setPassword = async (
  database: Database,
  passwords: PasswordHasher,
  { login, password }: { login: string; password: string },
): Promise<boolean> => {
  refuseCommonPassword(password, 'password')
  const passwordHash = await passwords.hash(password)
  return database.transact(async (transaction) => {
    const [changed] = await transaction.query<{ id: string }>(
      `update accounts set password_hash = $2
       where login = $1 and deleted_at is null and (password_hash is not null or role <> 'customer') returning id`,
      [login, passwordHash],
    )
    if (!changed) return false
    transaction.note({ accountId: changed.id })
    await transaction.query('select note_new_password($1)', [changed.id])
    await endSessions(transaction, { accountId: changed.id, sessions: 'all', reason: 'password_changed' })
    return true
  })
}

/** Removes the second factor of a person who has lost it, and ends the sessions. Returns whether there was one. */
export const resetSecondFactor = (database: Database, accountId: string): Promise<boolean> =>
  database.transact(async (transaction) => {
    transaction.note({ accountId })
    await transaction.query('update accounts set second_factor_at = null where id = $1', [accountId])
    const gone = await transaction.query('delete from second_factors where account_id = $1 returning account_id', [accountId])
    await endSessions(transaction, { accountId, sessions: 'all', reason: 'second_factor_changed' })
    return gone.length > 0
  })
