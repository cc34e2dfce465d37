/** Databases with a year of orders, which are kept in `.data/bench-growth` for the next run. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { connectDatabase } from '../../src/database/connect.ts'
import { migrate } from '../../src/database/migrate.ts'
import { createLogger } from '../../src/logger.ts'
import { type BenchServer, type Customer, fill } from '../postgres.ts'
import { root } from '../process.ts'
import { seed } from '../seed.ts'
import { addCustomers, copyOrders } from './copies.ts'

const log = createLogger('error')

/** Orders of a customer in a year. */
const ordersEach = 100
const patternCustomers = 100
/** Events of a feed within its retention. */
const eventsEach = 50

export interface GrownDatabase {
  name: string
  url: string
  customers: readonly Customer[]
  products: readonly string[]
}

/** What the databases are made of: with other tables they are made again. Functions are replaced. */
const fingerprint = (): string => {
  const folders = ['sql/tables', 'shop'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
  const files = [
    ...folders.sort(),
    'bench/growth/copies.ts',
    'bench/growth/databases.ts',
    'bench/growth/indexes.ts',
    'bench/seed.ts',
    'bench/postgres.ts',
  ]
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 8)
}

export const withClient = async <Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The tokens are stored, because the gateway's tables have their hashes only. */
const keepTokens = (client: pg.Client, customers: readonly Customer[]) =>
  client.query('create table bench_tokens as select * from unnest($1::uuid[], $2::text[]) t(id, token)', [
    customers.map(({ id }) => id),
    customers.map(({ token }) => token),
  ])

const makePattern = async (url: string, each: number) => {
  const database = connectDatabase(url, { log })
  try {
    await seed(database, { customers: patternCustomers, orders: each, heavy: 0 })
    for (let counted = 1; counted > 0; ) {
      const [row] = await database.query<{ counted: number }>('select count_orders(500) as counted')
      counted = row?.counted ?? 0
    }
  } finally {
    await database.close()
  }
}

const addFeeds = (client: pg.Client) =>
  client.query(
    `insert into feed_events (account_id, seq, event, data, at)
     select c.id, seq, 'order:status_changed', $1::json, now() - (${eventsEach} - seq) * interval '14 hours'
     from generate_series(1, ${eventsEach}) seq cross join bench_customers c order by seq`,
    [JSON.stringify({ order: { id: '01900000-0000-7000-8000-000000000000', version: 2, status: 'confirmed' }, previous: 'placed' })],
  )

const make = async (url: string, orders: number, show: (step: string) => void): Promise<void> => {
  show('10,000 customers')
  const { customers } = await fill(url)
  await withClient(url, async (client) => {
    await keepTokens(client, customers)
    if (orders > 0) {
      const each = Math.min(100, Math.ceil(orders / (2 * patternCustomers)))
      const patterns = patternCustomers * each
      show(`${patterns.toLocaleString('en')} orders`)
      await makePattern(url, each)
      await client.query(
        'create table bench_pattern as select row_number() over (order by placed_at, id)::int as n, id, placed_at from orders',
      )
      const wanted = Math.max(customers.length, Math.round(orders / ordersEach))
      await addCustomers(client, wanted)
      const copies = Math.round(orders / patterns) - 1
      await copyOrders(client, copies, wanted, (made) => show(`${made.toLocaleString('en')} of ${orders.toLocaleString('en')} orders`))
      show('feeds')
      await addFeeds(client)
      await client.query(`update feed_heads set seq = ${eventsEach}`)
    }
    show('vacuum')
    await client.query('vacuum (freeze, analyze)')
    await client.query('checkpoint')
    await client.query('create table bench_complete ()')
  })
}

const read = (url: string) =>
  withClient(url, async (client) => {
    // a session that was not seen for an hour costs a handshake more
    await client.query("update sessions set expires_at = now() + interval '30 days', last_seen_at = now()")
    const { rows: customers } = await client.query<Customer>('select id, token from bench_tokens')
    const { rows: products } = await client.query<{ id: string }>('select id from products order by id')
    return { customers, products: products.map(({ id }) => id) }
  })

const isComplete = async (server: BenchServer, name: string): Promise<boolean> => {
  const { rows } = await server.admin.query('select from pg_database where datname = $1', [name])
  if (rows.length === 0) return false
  return withClient(server.urlOf(name), async (client) => {
    const { rows } = await client.query<{ made: boolean }>(`select to_regclass('bench_complete') is not null as made`)
    return rows[0]?.made ?? false
  })
}

/** Deletes the databases of other versions. */
const removeOld = async ({ admin, drop }: BenchServer, current: string) => {
  const { rows } = await admin.query<{ name: string }>("select datname as name from pg_database where datname like 'growth\\_%'")
  for (const { name } of rows) if (!name.startsWith(`growth_${current}_`)) await drop(name)
}

/** The database with this many orders: an earlier one if there is one. */
export const openGrown = async (server: BenchServer, orders: number, show: (step: string) => void): Promise<GrownDatabase> => {
  const version = fingerprint()
  await removeOld(server, version)
  const name = `growth_${version}_${orders}`
  const url = server.urlOf(name)
  if (!(await isComplete(server, name))) {
    await server.drop(name)
    await server.admin.query(`create database ${name}`)
    await make(url, orders, (step) => show(`making a database of ${orders.toLocaleString('en')} orders: ${step}`))
  } else await migrate(url)
  return { name, url, ...(await read(url)) }
}
