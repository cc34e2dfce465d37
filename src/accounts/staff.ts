import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { StaffRole } from '../contract/index.ts'
import type { Database, Queryable } from '../database/database.ts'
import { refusedOr } from './account.ts'
import type { PasswordHasher } from './passwords.ts'
import { endSessions } from './sessions.ts'

export interface NewStaff {
  login: string
  role: StaffRole
  name?: string | undefined
  email?: string | undefined
  /** Made up where there is none. */
  password?: string | undefined
}

/** Makes a staff account and returns its password. Throws `login_taken` and `email_taken`. */
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
      throw refusedOr(error)
    })
  return password
}

/** Nobody signs in with this login any more, and who is in is out within seconds. What the person has done stays. False if there is none. */
export const dismissStaff = (database: Database, login: string): Promise<boolean> =>
  database.transact(async (transaction) => {
    const [dismissed] = await transaction.query<{ id: string }>(
      "update accounts set password_hash = null where login = $1 and role <> 'customer' returning id",
      [login],
    )
    if (dismissed) await endSessions(transaction, { accountId: dismissed.id, which: 'all', reason: 'revoked' })
    return dismissed !== undefined
  })

/** Everybody on the staff who can sign in, by role and login. */
export const listStaff = (database: Queryable): Promise<{ login: string; role: StaffRole; name: string }[]> =>
  database.query("select login, role, name from accounts where role <> 'customer' and password_hash is not null order by role, login")
