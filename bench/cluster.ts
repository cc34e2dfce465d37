/** The changes of `push` on several nodes: the CPU of the node that commits them, of the node that has the customers, and of the others. */
import { ensureProgram } from '../test/support/install.ts'
import { startRedis } from '../test/support/redis.ts'
import { startClients } from './clients/start.ts'
import { cpuOf } from './process.ts'
import { type Bench, quantile, type Row, type Scenario } from './scenario.ts'
import { columnsOf, startSource, type Who } from './servers.ts'
import type { Demand } from './sources/demand.ts'

const sizes = [1, 2, 4, 8]
const crowd = 1000
const rate = 1000

const nodesLoad = (nodes: number) => (nodes === 1 ? 'one node' : `${nodes} nodes`)

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)
const mean = (values: readonly number[]) => sum(values) / values.length

const measure = async (
  { postgres, quick, progress }: Bench,
  who: Who,
  nodes: number,
  { column, env }: ReturnType<typeof columnsOf>[number],
): Promise<Row> => {
  progress(`${column}, ${nodesLoad(nodes)}`)
  const redis = await startRedis()
  const database = await postgres.clone()
  const clients = startClients()
  const servers = await Promise.all(Array.from({ length: nodes }, () => startSource(who, database.url, { ...env, REDIS_URL: redis.url })))
  try {
    const [owner, emitter = owner] = servers
    if (!owner || !emitter) throw new Error('no node was started')
    const customers = postgres.customers.slice(0, crowd)
    await clients.run('connect', { url: owner.url, tokens: customers.map(({ token }) => token), listen: true })
    const pids = [...servers.map(({ pid }) => pid), redis.pid]

    const demand = async (way: Demand['way'], seconds: number) => {
      const before = pids.map(cpuOf)
      const demanded: Demand = { way, addresses: customers.map(({ id }) => id), rate, events: rate * seconds }
      await emitter.request(demanded)
      const latencies = await clients.run('collectLatencies', { pushes: way === 'nothing' ? 0 : demanded.events })
      return { latencies, cpu: pids.map((pid, n) => cpuOf(pid) - (before[n] ?? Number.NaN)) }
    }

    const seconds = quick ? 2 : 5
    await demand('publish', 3)
    const idle = await demand('nothing', seconds)
    const { latencies, cpu } = await demand('publish', seconds)
    const each = cpu.map((time, n) => (time - (idle.cpu[n] ?? Number.NaN)) / latencies.length)
    const [ownerCpu = Number.NaN, emitterCpu = Number.NaN] = each
    const figures = {
      emitter: nodes > 1 ? emitterCpu : Number.NaN,
      owner: ownerCpu,
      other: mean(each.slice(2, nodes)),
      redis: each.at(-1) ?? Number.NaN,
      all: sum(each),
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
    }
    return { who: column, load: nodesLoad(nodes), figures }
  } finally {
    clients.stop()
    await Promise.all(servers.map((server) => server.stop()))
    await database.drop()
    await redis.stop()
  }
}

export const cluster: Scenario = {
  name: 'cluster',
  title: `Order changes, ${rate} per second on one node, for ${crowd} customers who are connected to another`,
  minutes: 6,
  figures: {
    emitter: { title: 'emitter CPU-µs', digits: 1 },
    owner: { title: 'owner CPU-µs', digits: 1 },
    other: { title: 'other node CPU-µs', digits: 2 },
    redis: { title: 'Redis CPU-µs', digits: 1 },
    all: { title: 'all CPU-µs', digits: 1 },
    p50: { title: 'p50 ms', digits: 2 },
    p99: { title: 'p99 ms', digits: 2 },
  },
  charts: [
    { figure: 'all', title: 'CPU-µs per event, all processes' },
    { figure: 'other', title: 'CPU-µs per event on each node without the customer' },
  ],
  async round(bench) {
    ensureProgram('redis-server')
    const rows: Row[] = []
    for (const nodes of sizes)
      for (const who of ['gateway', 'stock'] as const)
        for (const column of columnsOf(who)) rows.push(await measure(bench, who, nodes, column))
    return rows
  },
  targets: (look) => {
    const gateway = (figure: string, nodes = 8) => look('gateway', nodesLoad(nodes), figure)
    return [
      { what: 'a node without the customer, of 8', value: gateway('other'), wanted: { atMost: 1 }, unit: 'CPU-µs', limit: '0' },
      { what: 'the node that commits, of 8', value: gateway('emitter'), wanted: { atMost: 90 }, unit: 'CPU-µs' },
      { what: 'the node with the customers, of 8', value: gateway('owner'), wanted: { atMost: 35 }, unit: 'CPU-µs' },
      { what: 'all 8 nodes, times 2 nodes', value: gateway('all') / gateway('all', 2), wanted: { atMost: 1.1 }, unit: '×' },
      {
        what: "all 8 nodes, times stock's",
        value: gateway('all') / look('stock', nodesLoad(8), 'all'),
        wanted: { atMost: 0.5 },
        unit: '×',
      },
    ]
  },
}
