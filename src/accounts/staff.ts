import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { StaffRole } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { refusedOr } from './account.ts'
import type { PasswordHasher } from './passwords.ts'

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

/** Everybody who is not a customer, by role and login. */
export const listStaff = (database: Queryable): Promise<{ login: string; role: StaffRole; name: string }[]> =>
  database.query("select login, role, name from accounts where role <> 'customer' order by role, login")
