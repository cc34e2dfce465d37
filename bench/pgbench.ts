/** The limit of a design with one function call per order: pgbench with a prepared statement, without a gateway. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

/** On the PATH, or where Debian puts it. */
const findPgbench = (): string | undefined => {
  if (spawnSync('pgbench', ['--version']).status === 0) return 'pgbench'
  const versions = '/usr/lib/postgresql'
  if (!existsSync(versions)) return undefined
  return readdirSync(versions)
    .map((version) => join(versions, version, 'bin', 'pgbench'))
    .find((path) => existsSync(path))
}

const pgbench = findPgbench()

/** The name of the column, which says how its orders were sent. */
export const oneCall = pgbench ? 'one call (pgbench)' : 'one call (pg)'

if (!pgbench)
  console.error('pgbench not found: apt-get install postgresql-contrib. The same statement is sent by pg instead, which is slower.')

/** One order of three dishes, already worked out. PostgreSQL takes its JSON from a table, which is cheaper than parsing it. */
const statement = (makeId: string) => `select place_orders(jsonb_build_array(
  (select draft from bench_drafts where n = (:draft)::int) || jsonb_build_object(
    'account_id', (select id from bench_customers where n = (:customer)::int), 'request_id', gen_random_uuid(),
    'order_id', ${makeId}(), 'payment_id', ${makeId}())))`

/** The highest value of each variable; the lowest is 1. */
type Variables = Record<'customer' | 'draft', number>

interface Options {
  clients: number
  seconds: number
  variables: Variables
}

/** UUIDv7 if the server has it (PostgreSQL 18), otherwise v4. */
const idFunction = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ made: boolean }>(`select to_regproc('uuidv7') is not null as made`)
  await client.end()
  return rows[0]?.made ? 'uuidv7' : 'gen_random_uuid'
}

export interface Calls {
  seconds: number
  /** The latency of each call, in ms. */
  latencies: Float64Array
}

const run = async (program: string, sql: string, url: string, { clients, seconds, variables }: Options): Promise<Calls> => {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const sets = Object.entries(variables).map(([name, max]) => `\\set ${name} random(1, ${max})\n`)
    await writeFile(join(directory, 'script'), `${sets.join('')}${sql.replaceAll('\n', ' ')};\n`)
    const { hostname, port, username, password, pathname } = new URL(url)
    const args = [
      '-n',
      '-M',
      'prepared',
      '-c',
      clients,
      '-j',
      Math.min(2, clients),
      '-T',
      seconds,
      '-f',
      'script',
      '-l',
      '--log-prefix=log',
    ]
    const child = spawn(program, args.map(String), {
      cwd: directory,
      env: {
        ...process.env,
        PGHOST: hostname,
        PGPORT: port || '5432',
        PGUSER: decodeURIComponent(username),
        PGPASSWORD: decodeURIComponent(password),
        PGDATABASE: pathname.slice(1),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`pgbench ended with ${code}: ${errors}`)
    const logs = (await readdir(directory)).filter((name) => name.startsWith('log'))
    const lines = (await Promise.all(logs.map((name) => readFile(join(directory, name), 'utf8')))).flatMap((log) => log.trim().split('\n'))
    // client, transaction, µs, …
    return { seconds, latencies: Float64Array.from(lines, (line) => Number(line.split(' ')[2]) / 1000) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The same statement through pg. */
const loop = async (sql: string, url: string, { clients, seconds, variables }: Options): Promise<Calls> => {
  const names = Object.keys(variables)
  const text = names.reduce((text, name, at) => text.replaceAll(`:${name}`, `$${at + 1}`), sql)
  const latencies: number[] = []
  const worker = async () => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const until = performance.now() + seconds * 1000
    for (let now = performance.now(); now < until; ) {
      await client.query({ name: 'place', text, values: Object.values(variables).map((max) => 1 + Math.floor(Math.random() * max)) })
      latencies.push(performance.now() - now)
      now = performance.now()
    }
    await client.end()
  }
  await Promise.all(Array.from({ length: clients }, worker))
  return { seconds, latencies: Float64Array.from(latencies) }
}

/** Places orders with one call each. */
export const callOneByOne = async (url: string, load: { clients: number; seconds: number }): Promise<Calls> => {
  const sql = statement(await idFunction(url))
  const variables = { customer: 2000, draft: 500 }
  return pgbench ? run(pgbench, sql, url, { ...load, variables }) : loop(sql, url, { ...load, variables })
}
