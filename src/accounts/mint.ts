import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../database/database.ts'
import { hashToken, newToken } from './tokens.ts'

const atOnce = 1000

export interface Minted {
  login: string
  token: string
}

const mintSlice = async (database: Queryable, count: number): Promise<Minted[]> => {
  const people = Array.from({ length: count }, () => ({ login: `load-${randomBytes(9).toString('hex')}`, token: newToken() }))
  await database.query(
    `with person as (
       select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bytea[]) p(id, login, session_id, token_hash)
     ), account as (
       insert into accounts (id, role, login, email, name) select id, 'customer', login, login || '@load.invalid', login from person returning id
     ), head as (
       insert into feed_heads (account_id) select id from account
     )
     insert into sessions (id, token_hash, account_id, expires_at)
     select p.session_id, p.token_hash, a.id, now() + interval '30 days' from person p join account a on a.id = p.id`,
    [people.map(() => uuidv7()), people.map(({ login }) => login), people.map(() => uuidv7()), people.map(({ token }) => hashToken(token))],
  )
  return people
}

/** Creates customers for load tests: each has a session, but none can sign in. Yields them slice by slice. */
export const mintCustomers = async function* (database: Queryable, count: number): AsyncGenerator<Minted[]> {
  for (let left = count; left > 0; left -= atOnce) yield await mintSlice(database, Math.min(atOnce, left))
}
