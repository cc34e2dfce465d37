import { v7 as uuidv7 } from 'uuid'
import type { Role } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import type { PasswordHasher } from './passwords.ts'

/** Public: only for demonstrations. */
export const demoPassword = 'demo-password'

interface Person {
  login: string
  role: Role
  name: string
  home?: { address: string; lat: number; lng: number }
}

/** Only where the shop is so near to it that it may deliver there. */
const homeWithinKm = 50

const people: readonly Person[] = [
  { login: 'demo', role: 'customer', name: 'Dana Demo', home: { address: 'Račianske mýto 1, Bratislava', lat: 48.1601, lng: 17.1222 } },
  { login: 'warehouse', role: 'warehouse', name: 'Walter Warehouse' },
  { login: 'kitchen', role: 'kitchen', name: 'Kim Kitchen' },
  { login: 'courier', role: 'courier', name: 'Carla Courier' },
  { login: 'manager', role: 'manager', name: 'Max Manager' },
]

/** The logins of the demo accounts that still have the public password. */
export const findPublicPasswords = async (database: Queryable, passwords: PasswordHasher): Promise<string[]> => {
  const accounts = await database.query<{ login: string; passwordHash: string }>(
    `select login, password_hash as "passwordHash" from accounts where login = any ($1) and password_hash is not null and disabled_at is null order by login`,
    [people.map(({ login }) => login)],
  )
  const found: string[] = []
  for (const { login, passwordHash } of accounts) if (await passwords.verify(passwordHash, demoPassword)) found.push(login)
  return found
}

/** Creates the demo accounts that are missing. */
export const ensureDemoAccounts = async (database: Queryable, passwords: PasswordHasher): Promise<void> => {
  const existing = await database.query<{ login: string }>('select login from accounts where login = any ($1)', [
    people.map(({ login }) => login),
  ])
  const missing = people.filter(({ login }) => !existing.some((account) => account.login === login))
  if (missing.length === 0) return
  const passwordHash = await passwords.hash(demoPassword)
  for (const { login, role, name, home } of missing) {
    await database.query(
      `with account as (
         insert into accounts (id, role, login, email, email_verified_at, name, password_hash, time_zone, address, lat, lng)
         select $1, $2, $3, $3 || '@demo.invalid', now(), $4, $5, 'Europe/Bratislava', home.*
         from (select) one left join (
           select $6::text, $7::double precision, $8::double precision from store s where distance_km(s.lat, s.lng, $7, $8) < $9
         ) home on true
         on conflict do nothing returning id, role
       )
       insert into feed_heads (account_id) select id from account where role = 'customer'`,
      [uuidv7(), role, login, name, passwordHash, home?.address, home?.lat, home?.lng, homeWithinKm],
    )
  }
}
