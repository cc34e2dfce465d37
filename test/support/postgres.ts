/** One PostgreSQL for a run of the tests, and in it a database for each test file, cloned from a migrated one. */
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Database } from '../../src/database/database.ts'
import { migrate } from '../../src/database/migrate.ts'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { createLogger } from '../../src/logger.ts'
import { loadSampleMenu } from '../../src/menu/sample-menu.ts'

const log = createLogger('silent')

// nothing here has to survive a crash
const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_connections=300', 'deadlock_timeout=100ms']
const startThrowaway = async (more: readonly string[] = []) => {
  const flags = [...settings, ...more].flatMap((setting) => ['-c', setting])
  const dataDir = await mkdtemp(join(tmpdir(), 'customerbackend-test-'))
  await chmod(dataDir, 0o755)
  // while the server still writes its last files, the directory refills
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
  await loadSampleMenu(database)
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
 * The server of this run: `TEST_DATABASE_URL`, else an embedded one. The processes of the test files find it by the environment, and in it the
 * template of their databases. Resolves with what ends it.
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
  /** As an operator does, who does not wait for the sessions to end. Resolves when it takes connections again, at the same URL. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A server that no other test uses, to be maltreated, whose database has the schema and the sample menu. */
export const startOwnServer = async (more: readonly string[]): Promise<OwnServer> => {
  const { url, pid, stop } = await startThrowaway(more)
  await migrate(url)
  const database = connectDatabase(url, { log })
  await loadSampleMenu(database)
  return {
    url,
    database,
    async restart() {
      const before = await pid()
      process.kill(before, 'SIGINT')
      // who starts it again is the one who has started it
      for (;;) {
        const now = await pid().catch(() => before)
        const admin = now === before ? undefined : await connectAdmin(url).catch(() => undefined)
        if (admin) return admin.end()
        await sleep(20)
      }
    },
    async stop() {
      await database.close()
      await stop()
    },
  }
}

const find = async () => {
  const { TEST_SERVER_URL: url, TEST_TEMPLATE: template } = process.env
  if (!url || !template) throw new Error('no server: it is started by test/support/fixtures.ts')
  return { url, template, admin: await connectAdmin(url) }
}

let found: ReturnType<typeof find> | undefined

/** The server of this run, with a connection of this process that runs SQL beside the databases of the tests. */
export const findServer = () => {
  found ??= find()
  return found
}

// what a test has left open gets a moment to end; a transaction that nobody will ever end is a leak
const failOnOpenTransactions = async (admin: pg.Client, name: string) => {
  for (const deadline = Date.now() + 2000; ; await sleep(20)) {
    const open = await admin.query<{ query: string }>(
      'select query from pg_stat_activity where datname = $1 and xact_start is not null and pid <> pg_backend_pid()',
      [name],
    )
    if (open.rows.length === 0) return
    if (Date.now() > deadline) throw new Error(`left in a transaction after: ${open.rows.map(({ query }) => query).join('; ')}`)
  }
}

export interface TestDatabase {
  url: string
  database: Database
  drop(): Promise<void>
}

/** One more pool on a database that somebody else drops. */
export const connectToDatabase = (url: string): TestDatabase => {
  const database = connectDatabase(url, { log })
  return { url, database, drop: () => database.close() }
}

/** A database with the schema and the sample menu, that no other test file sees. `empty`: with nothing at all. */
export const createTestDatabase = async ({ empty = false } = {}): Promise<TestDatabase> => {
  const { url: serverUrl, admin, template } = await findServer()
  const name = uniqueName('test')
  await admin.query(`create database ${name} template ${empty ? 'template0' : template}`)
  const url = urlOf(serverUrl, name)
  const database = connectDatabase(url, { log })
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
