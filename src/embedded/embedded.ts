/** A PostgreSQL of the gateway's own, for when none is configured. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { claim, type Holding, isAlive, type Options } from './claim.ts'
import { checkDataDir, clusterIn, requireCluster } from './data-dir.ts'
import { abandonedDrafts, finishRestore } from './restored.ts'
import { openCluster } from './server.ts'

const stopTimeout = 10_000
const endsWithin = 500

const createDatabase = async (client: pg.Client) => {
  const { rows } = await client.query("select from pg_database where datname = 'customerbackend'")
  if (rows.length === 0) await client.query('create database customerbackend')
}

/** Starts the server, or takes over the one that a killed gateway left. Restarts it if it ends, at the same `url`. */
export const startEmbedded = async (options: Options): Promise<{ url: string; stop(): Promise<void> }> => {
  const { log } = options
  const dataDir = resolve(options.dataDir)
  await checkDataDir(dataDir, { make: !options.mustExist })
  await finishRestore(dataDir, log)
  if (options.mustExist) requireCluster(dataDir)
  const folder = clusterIn(dataDir)
  const isNew = !existsSync(folder)
  const cluster = await openCluster(folder, options.initdbFlags ?? [])
  if (isNew) log.info({ folder }, 'a new database is made')
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
    log.error('the embedded PostgreSQL ended: restarting it')
    while (!stopping && !holding) {
      try {
        holding = await claim(cluster, options, port)
        watch(holding.client)
      } catch (error) {
        log.error({ err: error }, 'the embedded PostgreSQL did not restart')
        await sleep(1000)
      }
    }
  }
  // if this process exits without `stop`, the server must not run on
  const abandon = () => {
    if (holding?.owned && isAlive(holding.pid)) process.kill(holding.pid, 'SIGINT')
  }

  if (holding.owned) {
    const abandoned = await abandonedDrafts(dataDir)
    for (const folder of abandoned) log.warn({ folder }, 'a restore was killed before its end and has changed nothing: run it again')
    await cluster.tidy(abandoned)
  }
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
      // keep the lock until the server has ended
      if (isAlive(pid)) process.kill(pid, 'SIGINT')
      for (const deadline = Date.now() + stopTimeout; cluster.running() && isAlive(pid); await sleep(20)) {
        if (Date.now() > deadline) process.kill(pid, 'SIGQUIT')
      }
      // it removes its file just before it ends; not for long, because one that a killed gateway left may stay a zombie
      for (const deadline = Date.now() + endsWithin; isAlive(pid) && Date.now() < deadline; ) await sleep(5)
    },
  }
}
