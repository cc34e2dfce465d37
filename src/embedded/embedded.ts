/**
 * A PostgreSQL of one's own. Whoever holds an advisory lock in it owns it. The lock goes with its holder's connection: a gateway that
 * was killed leaves a server that the next one takes over, and of two gateways the second is told.
 */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from '../logger.ts'
import { type Cluster, openCluster } from './server.ts'

interface Options {
  dataDir: string
  log: Logger
  /** Further arguments of `postgres`, and of `initdb`. */
  flags?: readonly string[]
  initdbFlags?: readonly string[]
  /** Where a gateway has the database already, use it beside that one instead of throwing. */
  share?: boolean
}

interface Holding {
  client: pg.Client
  pid: number
  port: number
  /** False where it is another gateway's, and shared. */
  owned: boolean
}

const startTimeout = 60_000
const stopTimeout = 10_000

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

const isAlive = (pid: number) => {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Connects and tries to take the lock. Gives nothing where the server is not there, is starting or is stopping. */
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
    // whoever waits for it asks again
    await client.end()
    return undefined
  }
}

// an end that the next try may not meet again: another server of this directory is starting or stopping, or the port was taken
const passing = /lock file|shared memory block|in use/

const advice = 'stop that one, or set another DATA_DIR'

/** Finds the server of this cluster or starts it, and takes its lock. */
const claim = async (cluster: Cluster, { dataDir, flags = [], share = false }: Options, port?: number): Promise<Holding> => {
  let whyEnded: (() => string | undefined) | undefined
  for (const deadline = Date.now() + startTimeout; Date.now() < deadline; await sleep(20)) {
    const running = cluster.running()
    const answer = running && (await knock(running.port, cluster.password))
    if (answer) {
      const { client, taken, holder } = answer
      if (taken || (share && isAlive(holder))) return { client, ...running, owned: taken }
      await client.end()
      if (isAlive(holder)) throw new Error(`${resolve(dataDir)} is in use by the gateway with pid ${holder}: ${advice}`)
    } else {
      const end = whyEnded?.()
      if (end !== undefined && !passing.test(end)) throw new Error(`the embedded PostgreSQL does not start: ${end}`)
      if (end !== undefined) await sleep(200)
      if (!whyEnded || end !== undefined) whyEnded = cluster.start(port ?? (await freePort()), flags)
    }
  }
  throw new Error(`the embedded PostgreSQL in ${resolve(dataDir)} does not answer: see postgres/log there`)
}

const createDatabase = async (client: pg.Client) => {
  const { rows } = await client.query("select from pg_database where datname = 'customerbackend'")
  if (rows.length === 0) await client.query('create database customerbackend')
}

/** Starts it, or takes over the one that a killed gateway left. Starts it again should it end by itself, at the same `url`. */
export const startEmbedded = async (options: Options): Promise<{ url: string; stop(): Promise<void> }> => {
  const { log } = options
  const cluster = await openCluster(resolve(options.dataDir, 'postgres'), options.initdbFlags ?? [])
  let holding: Holding | undefined = await claim(cluster, options)
  const { client, port } = holding
  let stopping = false
  let recovery = Promise.resolve()

  const watch = (client: pg.Client) =>
    client.once('end', () => {
      holding = undefined
      if (!stopping) recovery = recover()
    })
  const recover = async () => {
    log.error('the embedded PostgreSQL has ended: starting it again')
    while (!stopping && !holding) {
      try {
        holding = await claim(cluster, options, port)
        watch(holding.client)
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL is not back')
        await sleep(1000)
      }
    }
  }
  // for an end that nobody meant to come: it must not go on without a gateway
  const abandon = () => {
    if (holding?.owned && isAlive(holding.pid)) process.kill(holding.pid, 'SIGINT')
  }

  if (holding.owned) await cluster.tidy()
  await createDatabase(client)
  watch(client)
  process.once('exit', abandon)

  return {
    url: `postgres://postgres:${cluster.password}@127.0.0.1:${port}/customerbackend`,
    async stop() {
      stopping = true
      await recovery
      process.off('exit', abandon)
      if (!holding) return
      const { owned, pid, client } = holding
      if (!owned) return client.end()
      // the lock is held until the server has ended
      if (isAlive(pid)) process.kill(pid, 'SIGINT')
      for (const deadline = Date.now() + stopTimeout; cluster.running() && isAlive(pid); await sleep(20)) {
        if (Date.now() > deadline) process.kill(pid, 'SIGQUIT')
      }
    },
  }
}
