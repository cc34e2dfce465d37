import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { StaffRole } from '../contract/index.ts'
import type { Database, Queryable } from '../database/database.ts'
import { explainViolation } from './account.ts'
import type { PasswordHasher } from './passwords.ts'
import { endSessions } from './sessions.ts'

export interface NewStaff {
  login: string
  role: StaffRole
  name?: string | undefined
  email?: string | undefined
  /** Generated when absent. */
  password?: string | undefined
}

const generatePassword = () => randomBytes(12).toString('base64url')

/** Creates a staff account and returns its password. Throws `login_taken` and `email_taken`. */
export const createStaff = async (database: Queryable, passwords: PasswordHasher, staff: NewStaff): Promise<string> => {
  const { login, role, name = login, email = `${login}@staff.invalid`, password = generatePassword() } = staff
  await database
    .query('insert into accounts (id, role, login, email, name, password_hash) values ($1, $2, $3, $4, $5, $6)', [
      uuidv7(),
      role,
      login,
      email,
      name,
      await passwords.hash(password),
    ])
    .catch((error: unknown) => {
      throw explainViolation(error)
    })
  return password
}

/** Blocks the login and ends its sessions within seconds; the records of the person's work stay. Returns false if the login does not exist. */
export const dismissStaff = (database: Database, login: string): Promise<boolean> =>
  database.transact(async (transaction) => {
    const [dismissed] = await transaction.query<{ id: string }>(
      "update accounts set password_hash = null where login = $1 and role <> 'customer' returning id",
      [login],
    )
    if (dismissed) await endSessions(transaction, { accountId: dismissed.id, sessions: 'all', reason: 'revoked' })
    return dismissed !== undefined
  })

interface NewPassword {
  login: string
  /** Generated when absent. */
  password?: string | undefined
}

/** Returns the password. Undefined if no account with this login matches `which`. */
const storePassword = async (
  database: Database,
  passwords: PasswordHasher,
  { login, password = generatePassword() }: NewPassword,
  which: string,
): Promise<string | undefined> => {
  const passwordHash = await passwords.hash(password)
  return database.transact(async (transaction) => {
    const [changed] = await transaction.query<{ id: string }>(
      `update accounts set password_hash = $2 where login = $1 and ${which} returning id`,
      [login, passwordHash],
    )
    if (!changed) return undefined
    await endSessions(transaction, { accountId: changed.id, sessions: 'all', reason: 'password_changed' })
    return password
  })
}

/** Sets the password of any account that can sign in, and ends its sessions. Returns the password; undefined if there is no such account. */
export const setPassword = (database: Database, passwords: PasswordHasher, wanted: NewPassword): Promise<string | undefined> =>
  storePassword(database, passwords, wanted, 'password_hash is not null')

/** Lets a dismissed member of the staff sign in again. Returns the password; undefined if the login does not belong to one. */
export const reinstateStaff = (database: Database, passwords: PasswordHasher, wanted: NewPassword): Promise<string | undefined> =>
  storePassword(database, passwords, wanted, "password_hash is null and role <> 'customer'")

/** Ends the sessions, because a connected socket keeps its role. Returns false if the login does not belong to a staff account. */
export const changeRole = (database: Database, login: string, role: StaffRole): Promise<boolean> =>
  database.transact(async (transaction) => {
    const [changed] = await transaction.query<{ id: string }>(
      "update accounts set role = $2 where login = $1 and role <> 'customer' and password_hash is not null returning id",
      [login, role],
    )
    if (changed) await endSessions(transaction, { accountId: changed.id, sessions: 'all', reason: 'revoked' })
    return changed !== undefined
  })

/** Every staff account that can sign in, by role and login. */
export const listStaff = (database: Queryable): Promise<{ login: string; role: StaffRole; name: string }[]> =>
  database.query("select login, role, name from accounts where role <> 'customer' and password_hash is not null order by role, login")
