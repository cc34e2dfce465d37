/**
 * Finds or starts the server of a cluster and takes an advisory lock in it. The holder of the lock owns the server. The lock ends with
 * the connection of its holder, so the next gateway takes over the server of a killed one, and a second gateway gets an error.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../logger.ts'
import type { Cluster } from './server.ts'

export interface Options {
  dataDir: string
  log: Logger
  /** More arguments for `postgres` and `initdb`. */
  flags?: readonly string[]
  initdbFlags?: readonly string[]
  /** Use the database together with a gateway that owns it, instead of throwing. */
  share?: boolean
  /** Throw if there is no database, instead of creating one. */
  mustExist?: boolean
}

export interface Holding {
  client: pg.Client
  pid: number
  port: number
  /** False if another gateway owns the server and this one shares it. */
  owned: boolean
}

const startTimeout = 60_000

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

export const isAlive = (pid: number) => {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Connects and tries to take the lock. Resolves with undefined if the server does not run, is starting or is stopping. */
const knock = async (port: number, password: string) => {
  const login = { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' }
  const client = new pg.Client({ ...login, application_name: `gateway ${process.pid}`, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ taken: boolean; holder: number | null }>(`
      select pg_try_advisory_lock(hashtext('gateway')) as taken, (
        select split_part(a.application_name, ' ', 2)::int from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.granted and l.pid <> pg_backend_pid() and a.datname = current_database() limit 1
      ) as holder`)
    return { client, taken: rows[0]?.taken === true, holder: rows[0]?.holder ?? 0 }
  } catch {
    // the caller tries again
    await client.end()
    return undefined
  }
}

// faults that may be gone at the next try: another server of this directory is starting or stopping, or the port was taken
const temporaryFaults = /lock file|shared memory block|in use/

const advice = 'stop that one, or set another DATA_DIR'

/** Finds the server of this cluster or starts it, and takes its lock. */
export const claim = async (cluster: Cluster, { dataDir, flags = [], share = false }: Options, port?: number): Promise<Holding> => {
  let logOnceEnded: (() => string | undefined) | undefined
  for (const deadline = Date.now() + startTimeout; Date.now() < deadline; await sleep(20)) {
    const running = cluster.running()
    const answer = running && (await knock(running.port, cluster.password))
    if (answer) {
      const { client, taken, holder } = answer
      if (taken || (share && isAlive(holder))) return { client, ...running, owned: taken }
      await client.end()
      if (isAlive(holder)) throw new Error(`${resolve(dataDir)} is in use by the gateway with pid ${holder}: ${advice}`)
    } else {
      const end = logOnceEnded?.()
      if (end !== undefined && !temporaryFaults.test(end)) throw new Error(`the embedded PostgreSQL does not start: ${end}`)
      if (end !== undefined) await sleep(200)
      if (!logOnceEnded || end !== undefined) logOnceEnded = cluster.start(port ?? (await freePort()), flags)
    }
  }
  throw new Error(`the embedded PostgreSQL in ${resolve(dataDir)} does not answer: see postgres/log there`)
}
