/** One PostgreSQL for a whole run. Each test file gets a database of its own in it, cloned from a migrated template. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Database } from '../../src/database/database.ts'
import { migrate } from '../../src/database/migrate.ts'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { createLogger } from '../../src/logger.ts'
import { openShopOf } from '../../src/shop/open-shop.ts'
import { until } from './until.ts'

const log = createLogger('silent')

// this data need not survive a crash
const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=300', 'deadlock_timeout=100ms']
const startThrowaway = async (more: readonly string[] = [], within: string = tmpdir()) => {
  const flags = [...settings, ...more].flatMap((setting) => ['-c', setting])
  const dataDir = await mkdtemp(join(within, 'customerbackend-test-'))
  await chmod(dataDir, 0o755)
  // retries: the server may still write its last files
  const remove = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  const { url, stop } = await startEmbedded({ dataDir, log, flags, initdbFlags: ['--no-sync'] })
  process.once('exit', remove)
  const pid = async () => Number.parseInt(await readFile(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8'), 10)
  return { url, pid, stop: () => stop().then(remove) }
}

const uniqueName = (kind: string) => `${kind}_${randomBytes(6).toString('hex')}`

const makeTemplate = async (admin: pg.Client, template: string, url: string) => {
  await admin.query(`create database ${template}`)
  await migrate(url)
  const database = connectDatabase(url, { log })
  await openShopOf(database)
  // a test orders more than a person does; test/orders/order-limits.test.ts sets limits
  await database.query("update store set limits = '{}'")
  await database.close()
}

const urlOf = (serverUrl: string, database: string) => Object.assign(new URL(serverUrl), { pathname: database }).href

const connectAdmin = async (url: string) => {
  const admin = new pg.Client({ connectionString: url })
  admin.on('error', () => undefined)
  await admin.connect()
  return admin
}

/**
 * Starts the server of this run: `TEST_DATABASE_URL`, or an embedded one. The processes of the test files find it, and the template of their
 * databases, in the environment. Returns a function that stops it.
 */
export const startServer = async (): Promise<() => Promise<void>> => {
  const given = process.env.TEST_DATABASE_URL
  const { url, stop } = given ? { url: given, stop: async () => undefined } : await startThrowaway()
  const admin = await connectAdmin(url)
  const template = uniqueName('template')
  await makeTemplate(admin, template, urlOf(url, template))
  Object.assign(process.env, { TEST_SERVER_URL: url, TEST_TEMPLATE: template })
  return async () => {
    await admin.query(`drop database ${template} with (force)`)
    await admin.end()
    await stop()
  }
}

export interface OwnServer extends Pick<TestDatabase, 'url' | 'database'> {
  /** A fast shutdown, which ends every session, and a start. Resolves when it takes connections again at the same URL. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A server for one test alone, which may restart it. Its database has the schema and the sample menu. `within` is the folder for its files. */
export const startOwnServer = async (more: readonly string[], within?: string): Promise<OwnServer> => {
  const { url, pid, stop } = await startThrowaway(more, within)
  await migrate(url)
  const database = connectDatabase(url, { log })
  await openShopOf(database)
  // a test orders more than a person does; test/orders/order-limits.test.ts sets limits
  await database.query("update store set limits = '{}'")
  return {
    url,
    database,
    async restart() {
      const before = await pid()
      process.kill(before, 'SIGINT')
      // startEmbedded starts it again by itself
      const takesConnections = async () => (await pid()) !== before && connectAdmin(url)
      const admin = await until(takesConnections, 'PostgreSQL takes connections again')
      if (admin) await admin.end()
    },
    async stop() {
      await database.close()
      await stop()
    },
  }
}

const find = async () => {
  const { TEST_SERVER_URL: url, TEST_TEMPLATE: template } = process.env
  if (!url || !template) throw new Error('There is no server: test/support/fixtures.ts starts it')
  return { url, template, admin: await connectAdmin(url) }
}

let found: ReturnType<typeof find> | undefined

/** The server of this run, with an administrator's connection to it. */
export const findServer = () => {
  found ??= find()
  return found
}

// what is still running gets time to end; a transaction that never ends is a leak
const failOnOpenTransactions = async (admin: pg.Client, name: string) => {
  const nothingIsOpen = async () => {
    const { rows } = await admin.query<{ query: string }>(
      'select query from pg_stat_activity where datname = $1 and xact_start is not null and backend_type = $2 and pid <> pg_backend_pid()',
      [name, 'client backend'],
    )
    if (rows.length > 0) throw new Error(`open after ${rows.map(({ query }) => query).join('; ')}`)
    return true
  }
  await until(nothingIsOpen, 'every transaction has ended')
}

export interface TestDatabase {
  url: string
  database: Database
  drop(): Promise<void>
}

/** Another pool on an existing database, of a `node`. `drop` only closes the pool. */
export const connectToDatabase = (url: string, node?: string): TestDatabase => {
  const database = connectDatabase(url, { log, node })
  return { url, database, drop: () => database.close() }
}

/** A database of its own, with the schema and the sample menu, or `empty`. */
export const createTestDatabase = async ({ empty = false, node }: { empty?: boolean; node?: string } = {}): Promise<TestDatabase> => {
  const { url: serverUrl, admin, template } = await findServer()
  const name = uniqueName('test')
  // without a disk to wait for, copying files costs a third of writing every page to the log
  await admin.query(`create database ${name} template ${empty ? 'template0' : template} strategy file_copy`)
  const url = urlOf(serverUrl, name)
  const database = connectDatabase(url, { log, node })
  return {
    url,
    database,
    async drop() {
      await database.close()
      try {
        await failOnOpenTransactions(admin, name)
      } finally {
        await admin.query(`drop database ${name} with (force)`)
      }
    },
  }
}
