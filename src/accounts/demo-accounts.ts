import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../database/database.ts'
import type { PasswordHasher } from './passwords.ts'

/** Public: for demonstrations, never for an account that anybody relies on. */
export const demoPassword = 'demo-password'

const people = [
  { login: 'demo', role: 'customer', name: 'Dana Demo' },
  { login: 'warehouse', role: 'warehouse', name: 'Walter Warehouse' },
  { login: 'kitchen', role: 'kitchen', name: 'Kim Kitchen' },
  { login: 'courier', role: 'courier', name: 'Carla Courier' },
  { login: 'manager', role: 'manager', name: 'Max Manager' },
]

/** Makes the demo accounts where they are missing. */
export const ensureDemoAccounts = async (database: Queryable, passwords: PasswordHasher): Promise<void> => {
  const existing = await database.query<{ login: string }>('select login from accounts where login = any ($1)', [
    people.map(({ login }) => login),
  ])
  const missing = people.filter(({ login }) => !existing.some((account) => account.login === login))
  if (missing.length === 0) return
  const passwordHash = await passwords.hash(demoPassword)
  for (const { login, role, name } of missing) {
    await database.query(
      `with account as (
         insert into accounts (id, role, login, email, name, password_hash) values ($1, $2, $3, $3 || '@demo.invalid', $4, $5)
         on conflict do nothing returning id, role
       )
       insert into feed_heads (account_id) select id from account where role = 'customer'`,
      [uuidv7(), role, login, name, passwordHash],
    )
  }
}
