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

/** Creates a staff account and returns its password. Throws `login_taken` and `email_taken`. */
export const createStaff = async (database: Queryable, passwords: PasswordHasher, staff: NewStaff): Promise<string> => {
  const { login, role, name = login, email = `${login}@staff.invalid`, password = randomBytes(12).toString('base64url') } = staff
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

/** Every staff account that can sign in, by role and login. */
export const listStaff = (database: Queryable): Promise<{ login: string; role: StaffRole; name: string }[]> =>
  database.query("select login, role, name from accounts where role <> 'customer' and password_hash is not null order by role, login")
