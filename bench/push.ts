/** Order changes pushed to their customers. */
import { startCpu } from './load-figures.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'
import type { Demand } from './sources/demand.ts'

const usualRate = 1000
const warmUpRate = 4000
const crowd = 1000

const loads = { commit: `${usualRate}/s, committed`, publish: `${usualRate}/s, delivered` }

const waysOf = (who: Who) => (who === 'gateway' ? (['commit', 'publish'] as const) : (['publish'] as const))

const measure = async (stage: Stage, who: Who): Promise<Row[]> => {
  const { postgres, quick, progress, server, clients } = stage
  const customers = postgres.customers.slice(0, crowd)
  await clients.run('connect', { url: server.url, tokens: customers.map(({ token }) => token), listen: true })
  const addresses = customers.map(({ id, token }) => (who === 'raw uWS' ? token : id))
  const demand = async (way: Demand['way'], seconds: number, rate = usualRate) => {
    const used = startCpu(stage)
    const demanded: Demand = { way, addresses, rate, events: rate * seconds }
    await server.request(demanded)
    const latencies = await clients.run('collectLatencies', { pushes: way === 'nothing' ? 0 : demanded.events })
    return { latencies, ...used() }
  }

  const seconds = quick ? 3 : 10
  const rows: Row[] = []
  for (const way of waysOf(who)) {
    progress(`${who}, ${loads[way]}`)
    await demand(way, 3, warmUpRate)
    const idle = await demand('nothing', seconds)
    const { latencies, node, postgres } = await demand(way, seconds)
    const figures = {
      node: (node - idle.node) / latencies.length,
      postgres: who === 'gateway' ? (postgres - idle.postgres) / latencies.length : Number.NaN,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
    }
    rows.push({ who, load: loads[way], figures })
  }
  return rows
}

export const push: Scenario = {
  name: 'push',
  title: `Order changes pushed to ${crowd} customers in turn`,
  minutes: 3,
  figures: {
    node: { title: 'Node CPU-µs', digits: 1 },
    postgres: { title: 'PostgreSQL CPU-µs', digits: 1 },
    p50: { title: 'p50 ms', digits: 2 },
    p99: { title: 'p99 ms', digits: 2 },
  },
  charts: [{ figure: 'node', title: 'Node CPU-µs per event' }],
  round: (bench) => onEach(bench, ['gateway', 'stock', 'raw uWS'], measure, { onDemand: true }),
  targets: (look) => {
    const node = (who: Who) => look(who, loads.publish, 'node')
    return [
      { what: "CPU, times raw uWS's, delivered", value: node('gateway') / node('raw uWS'), wanted: { atMost: 1.5 }, unit: '×' },
      { what: "CPU, times stock's, delivered", value: node('gateway') / node('stock'), wanted: { atMost: 0.7 }, unit: '×' },
      { what: 'p99 from the commit to the client', value: look('gateway', loads.commit, 'p99'), wanted: { atMost: 3 }, unit: 'ms' },
    ]
  },
}
