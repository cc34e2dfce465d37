/** Customers with a year of orders behind them, for reads. */
import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { connectDatabase } from '../src/database/connect.ts'
import { createLogger } from '../src/logger.ts'
import { seed } from './seed.ts'

export interface Regular {
  token: string
  /** The latest order. */
  orderId: string
}

const customers = 100
const ordersEach = 50

const sessionsSql = `
  insert into sessions (id, token_hash, account_id, expires_at)
  select s.id, s.hash, s.account_id, now() + interval '1 day' from unnest($1::uuid[], $2::bytea[], $3::uuid[]) s(id, hash, account_id)`

const regularsSql = `
  select distinct on (account_id) account_id as "accountId", o.id as "orderId" from orders o join accounts a on a.id = o.account_id
  where a.login like 'seed-%' order by account_id, placed_at desc`

/** Writes the orders into the database, and returns the customers who placed them. */
export const writePast = async (databaseUrl: string): Promise<Regular[]> => {
  const database = connectDatabase(databaseUrl, { log: createLogger('error'), maxConnections: 1 })
  try {
    await seed(database, { customers, orders: ordersEach, heavy: 0 })
    for (let counted = 1; counted > 0; ) {
      const [row] = await database.query<{ counted: number }>('select count_orders(500) as counted')
      counted = row?.counted ?? 0
    }
    await database.query('vacuum analyze')
    const found = await database.query<{ accountId: string; orderId: string }>(regularsSql)
    const regulars = found.map((each) => ({ ...each, token: randomBytes(32).toString('base64url') }))
    await database.query(sessionsSql, [
      regulars.map(() => uuidv7()),
      regulars.map(({ token }) => createHash('sha256').update(token).digest()),
      regulars.map(({ accountId }) => accountId),
    ])
    return regulars
  } finally {
    await database.close()
  }
}
