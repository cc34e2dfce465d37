/** The PostgreSQL of a run: one server for all columns, and for each measurement a new database, cloned from a filled one. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Minted, mintCustomers } from '../src/accounts/mint.ts'
import { connectDatabase } from '../src/database/connect.ts'
import { migrate } from '../src/database/migrate.ts'
import { startEmbedded } from '../src/embedded/embedded.ts'
import { createLogger } from '../src/logger.ts'
import { openShopOf } from '../src/shop/open-shop.ts'
import { writeDrafts } from './drafts.ts'
import { cpuOfFamily, parentOf, root } from './process.ts'

export interface BenchDatabase {
  url: string
  drop(): Promise<void>
}

export interface Customer {
  id: string
  token: string
}

export interface BenchPostgres {
  version: string
  /** `fsync` and the other settings that decide the cost of a commit. */
  settings: string
  /** The customers in every clone. */
  customers: readonly Customer[]
  tokens: readonly string[]
  /** The dishes of the menu. */
  products: readonly string[]
  clone(): Promise<BenchDatabase>
  /** The process of the server; undefined if it runs on another machine. */
  pid: number | undefined
  /** CPU time of the server and all its backends in µs; NaN if it runs on another machine. */
  cpu(): number
  stop(): Promise<void>
}

const log = createLogger('error')
const population = 10_000

// no checkpoint during a round: it would slow one column and not the others
const flags = ['max_connections=200', 'max_wal_size=8GB', 'checkpoint_timeout=30min'].flatMap((setting) => ['-c', setting])

/** `kept`: the name of a directory that is not deleted, for databases that take long to make. */
const startServer = async (kept?: string) => {
  const given = process.env.BENCH_DATABASE_URL ?? process.env.TEST_DATABASE_URL
  if (given) return { url: given, stop: async () => undefined }
  // not in the temporary directory: if that is in memory, fsync costs nothing
  const dataDir = join(root, '.data', kept ?? `bench-${process.pid}`)
  const { url, stop } = await startEmbedded({ dataDir, log, flags })
  if (kept !== undefined) return { url, stop }
  // retries, because the server still writes its last files
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  process.once('exit', remove)
  return { url, stop: () => stop().then(remove) }
}

/** What a change of an order, and of the menu, appends to the outbox. */
const functions = `
  create function bench_commit(p_accounts uuid[], p_data json) returns json language sql as $$
    select json_build_object('pushes', json_agg(append_feed(id, 'order:status_changed', p_data))) from unnest(p_accounts) a(id)
  $$;
  create function bench_broadcast(p_data json) returns json language sql as $$
    select json_build_object('pushes', json_build_array(append_push('{"menu": true}', 'menu:availability_changed', p_data)))
  $$`

/** A promotion that every order can use. */
export const promotionCode = 'BENCH'
const promotion = `
  with added as (
    insert into promotions (id, code, promotion_code, name, percent) values (gen_random_uuid(), 'bench', '${promotionCode}', 'the bench', 10) returning id
  )
  insert into redemption_counts (promotion_id, redeemed) select id, 0 from added`

/** The sample menu with stock that never runs out, orders that may wait for their confirmation, and customers with a session each. */
export const fill = async (url: string) => {
  await migrate(url)
  const database = connectDatabase(url, { log })
  try {
    await openShopOf(database)
    // no order is confirmed, and to reject those that wait too long would be another measurement
    await database.query("update store set limits = '{}', confirm_within_minutes = null, reject_after_minutes = null")
    await database.query('update stock set on_hand = 1000000000000')
    await database.query(functions)
    await database.query(promotion)
    const minted: Minted[] = []
    for await (const people of mintCustomers(database, population)) minted.push(...people)
    const accounts = await database.query<{ id: string; login: string }>('select id, login from accounts')
    const ids = new Map(accounts.map(({ id, login }) => [login, id]))
    const customers = minted.map(({ login, token }): Customer => ({ id: ids.get(login) ?? '', token }))
    // numbered rows that pgbench and `growth` pick from at random
    await database.query(
      "create table bench_customers as select (row_number() over (order by id))::int as n, id from accounts where role = 'customer'",
    )
    await database.query('alter table bench_customers add primary key (n)')
    await database.query('vacuum analyze accounts, sessions, feed_heads, products, recipes, ingredients, stock')
    const rows = await database.query<{ id: string }>(
      'select id from products p where not exists (select from options o where o.product_id = p.id and o.min_choices > 0) order by id',
    )
    const products = rows.map(({ id }) => id)
    await writeDrafts(database, products, 500)
    return { customers, tokens: customers.map(({ token }) => token), products }
  } finally {
    await database.close()
  }
}

/** A server of PostgreSQL, which several databases share. */
export const connectServer = async (kept?: string) => {
  const { url, stop } = await startServer(kept)
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const { rows } = await admin.query<{ pid: number; version: string; settings: string }>(
    `select pg_backend_pid() as pid, current_setting('server_version') as version,
       (select string_agg(name || ' = ' || current_setting(name), ', ' order by name) from pg_settings
        where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers')) as settings`,
  )
  const { pid = 0, version = '', settings = '' } = rows[0] ?? {}
  const postmaster = parentOf(pid, 'postgres')
  return {
    version,
    settings,
    pid: postmaster,
    cpu: () => (postmaster === undefined ? Number.NaN : cpuOfFamily(postmaster)),
    admin,
    urlOf: (database: string) => Object.assign(new URL(url), { pathname: database }).href,
    drop: async (database: string) => void (await admin.query(`drop database if exists ${database} with (force)`)),
    stop: async () => {
      await admin.end()
      await stop()
    },
  }
}

export type BenchServer = Awaited<ReturnType<typeof connectServer>>

/** A database filled by `fill`, and the means to copy it. */
export const cloneable = ({ admin, urlOf, drop }: BenchServer, template: string): (() => Promise<BenchDatabase>) => {
  let clones = 0
  return async () => {
    clones += 1
    const name = `${template}_${clones}`
    await drop(name)
    await admin.query(`create database ${name} template ${template}`)
    return { url: urlOf(name), drop: () => drop(name) }
  }
}

export const startPostgres = async (): Promise<BenchPostgres> => {
  const server = await connectServer()
  const template = `bench_${process.pid}`
  await server.admin.query(`create database ${template}`)
  const filled = await fill(server.urlOf(template))
  return {
    ...server,
    ...filled,
    clone: cloneable(server, template),
    async stop() {
      await server.drop(template)
      await server.stop()
    },
  }
}
