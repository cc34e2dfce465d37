/** Very many customers on one machine, and a rolling deploy under them. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { mintCustomers } from '../src/accounts/mint.ts'
import { connectDatabase } from '../src/database/connect.ts'
import { freePort } from '../src/embedded/claim.ts'
import { createLogger } from '../src/logger.ts'
import { ensureProgram } from '../test/support/install.ts'
import { startRedis } from '../test/support/redis.ts'
import { type ClientProcess, startClients } from './clients/start.ts'
import { childrenOf, cpuOf, residentBytes, type ServerProcess, startServer } from './process.ts'
import { type Bench, quantile, type Row, type Scenario } from './scenario.ts'
import { statusChange } from './sources/demand.ts'
import { sharedNow } from './wire/clock.ts'

const deploy = 'a rolling deploy'
const missed = 3
const requestRate = 200
/** A process may have 20,000 open files on many machines. During the deploy one instance holds everybody. */
const customersPerProcess = 16_000
const enterAtOnce = 64
const idleSeconds = 25
const backWithinMs = 600_000

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

/** Several workers on one port. */
interface Instance extends ServerProcess {
  port: number
  workers: number[]
}

const startInstance = async (workers: number, env: Readonly<Record<string, string>>): Promise<Instance> => {
  const port = await freePort()
  const server = await startServer(['dist/main.js'], {
    ...env,
    PORT: String(port),
    WEB_CONCURRENCY: String(workers),
    ENGINE: 'uws',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
  })
  return { ...server, port, workers: childrenOf(server.pid) }
}

const mint = async (url: string, count: number): Promise<string[]> => {
  const database = connectDatabase(url, { log: createLogger('error') })
  const tokens: string[] = []
  for await (const people of mintCustomers(database, count)) tokens.push(...people.map(({ token }) => token))
  await database.query('vacuum analyze accounts, sessions, feed_heads')
  await database.close()
  return tokens
}

/** Adds events to every feed, which are never published. */
const addMissedEvents = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `insert into feed_events (account_id, seq, event, data)
     select account_id, n, 'order:status_changed', $2 from feed_heads, generate_series(1, $1) n`,
    [missed, JSON.stringify(statusChange())],
  )
  await client.query('update feed_heads set seq = $1', [missed])
  await client.query('analyze feed_events, feed_heads')
  await client.end()
}

/** The processes that play the crowd, as one. */
const createCrowd = (players: readonly ClientProcess[]) => {
  const each = <Result>(work: (player: ClientProcess, n: number) => Promise<Result>) => Promise.all(players.map(work))
  const look = async (seq: number) => {
    const all = await each((player) => player.run('lookAtCrowd', { seq }))
    const total = (key: 'ready' | 'complete' | 'gaps' | 'losses' | 'refusals') => sum(all.map((one) => one[key]))
    return {
      ready: total('ready'),
      complete: total('complete'),
      gaps: total('gaps'),
      losses: total('losses'),
      refusals: total('refusals'),
      lastReadyAt: Math.max(...all.map(({ lastReadyAt }) => lastReadyAt)),
    }
  }
  /** Runs `work` while members send requests. */
  const asking = async <Result>(work: () => Promise<Result>) => {
    const answers = each((player) => player.run('askInCrowd', { rate: requestRate / players.length }))
    const result = await work()
    await each((player) => player.run('stopAsking', undefined))
    const all = await answers
    const latencies = Float64Array.from(all.flatMap((one) => [...one.latencies]))
    return { result, p99: quantile(latencies, 0.99), unanswered: sum(all.map(({ failures }) => failures)) }
  }
  return {
    look,
    asking,
    gather: (tokens: readonly string[], ports: readonly number[]) =>
      each((player, n) => {
        const share = Math.ceil(tokens.length / players.length)
        const mine = tokens.slice(n * share, (n + 1) * share)
        return player.run('gatherCrowd', { ports, tokens: mine, localAddress: `127.0.0.${n + 2}`, atOnce: enterAtOnce })
      }),
    redirect: (ports: readonly number[]) => each((player) => player.run('redirectCrowd', { ports })),
    /** Waits until so many are ready, and have this event if there is one, or the time is over. */
    async wait(count: number, seq: number | undefined, show: (ready: number) => void = () => undefined) {
      for (const deadline = performance.now() + backWithinMs; performance.now() < deadline; await sleep(500)) {
        const { ready, complete } = await look(seq ?? 0)
        show(seq === undefined ? ready : complete)
        if (ready === count && (seq === undefined || complete === count)) return
      }
    },
  }
}

const measure = async ({ postgres, quick, progress, clients: asked }: Bench): Promise<Row> => {
  const customers = asked ?? (quick ? 2000 : 100_000)
  const processes = Math.ceil(customers / customersPerProcess)
  progress(`${customers} accounts`)
  const redis = await startRedis()
  const database = await postgres.clone()
  const tokens = await mint(database.url, customers)
  const env = { DATABASE_URL: database.url, REDIS_URL: redis.url }
  const start = () => startInstance(Math.max(2, processes), env)
  const players = Array.from({ length: processes }, startClients)
  const crowd = createCrowd(players)
  const running = [await start(), await start()]
  const workers = () => running.flatMap((instance) => instance.workers)
  const ports = () => running.map(({ port }) => port)
  try {
    const memory = () => sum(workers().map(residentBytes))
    const cpu = () => sum(workers().map(cpuOf))
    await sleep(5000)
    const empty = memory()
    const began = sharedNow()
    await crowd.gather(tokens, ports())
    await crowd.wait(customers, 0, (ready) => progress(`${ready} of ${customers} have entered`))
    const entered = await crowd.look(0)
    progress('idle')
    await sleep(5000)
    const [idle, at] = [cpu(), performance.now()]
    await sleep(idleSeconds * 1000)
    const each = (cpu() - idle) / ((performance.now() - at) / 1000) / customers
    const calm = await crowd.asking(() => sleep(quick ? 5000 : 15_000))
    const full = memory()

    await addMissedEvents(database.url)
    const deployed = sharedNow()
    const during = await crowd.asking(async () => {
      for (const old of [...running]) {
        running.push(await start())
        running.splice(running.indexOf(old), 1)
        await crowd.redirect(ports())
        progress(`${old.port} stops`)
        await old.stop()
        // like a load balancer that waits until the new instance has taken its share
        await crowd.wait(customers, undefined)
      }
      await crowd.wait(customers, missed, (back) => progress(`${back} of ${customers} are back`))
    })
    const end = await crowd.look(missed)
    const figures = {
      customers,
      workers: workers().length,
      enter: (entered.lastReadyAt - began) / 1000,
      each: (full - empty) / customers / 1024,
      cpu: each,
      lost: customers - end.ready,
      gaps: customers - end.complete + end.gaps,
      back: (end.lastReadyAt - deployed) / 1000,
      calm: calm.p99,
      during: during.p99,
      outside: customers - entered.ready,
      cut: during.unanswered,
    }
    return { who: 'gateway', load: deploy, figures }
  } finally {
    for (const player of players) player.stop()
    await Promise.all(running.map((instance) => instance.stop()))
    await database.drop()
    await redis.stop()
  }
}

export const crowd: Scenario = {
  name: 'crowd',
  title: `A rolling deploy of two instances with several workers each, with all customers connected and ${missed} missed events for each`,
  minutes: 8,
  onRequest: true,
  figures: {
    customers: { title: 'customers', digits: 0 },
    workers: { title: 'workers', digits: 0 },
    enter: { title: 'all connected, s', digits: 0 },
    each: { title: 'each, KiB', digits: 1 },
    cpu: { title: 'each: Node, µs/s', digits: 2 },
    lost: { title: 'customers lost', digits: 0 },
    gaps: { title: 'events lost', digits: 0 },
    back: { title: 'all back, s', digits: 0 },
    calm: { title: 'p99 before, ms', digits: 1 },
    during: { title: 'p99 during, ms', digits: 1 },
    cut: { title: 'requests cut off', digits: 0 },
    outside: { title: 'never connected', digits: 0 },
  },
  charts: [{ figure: 'back', title: 'Seconds from the first signal until all are back' }],
  async round(bench) {
    ensureProgram('redis-server')
    return [await measure(bench)]
  },
  targets: (look) => {
    const figure = (name: string) => look('gateway', deploy, name)
    return [
      { what: 'customers who could not connect', value: figure('outside'), wanted: { atMost: 0 }, unit: '', worst: true },
      { what: 'customers and events lost', value: figure('lost') + figure('gaps'), wanted: { atMost: 0 }, unit: '', worst: true },
      { what: 'time until all are back on new instances', value: figure('back'), wanted: { atMost: 60 }, unit: 's' },
    ]
  },
}
