/** Handshakes: the upgrade, the session, the rooms and `session:ready`. */
import { cpuOf } from './process.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const atOnce = 64
const crowd = `${atOnce} at once`

const measure = async ({ postgres, quick, progress, server, clients }: Stage, who: Who): Promise<Row[]> => {
  const customers = quick ? 1000 : 5000
  progress(who)
  await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, 1000), atOnce })
  await clients.run('disconnect', undefined)
  const before = { node: cpuOf(server.pid), postgres: postgres.cpu() }
  const { latencies, seconds } = await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, customers), atOnce })
  const cpu = { node: cpuOf(server.pid) - before.node, postgres: who === 'raw uWS' ? Number.NaN : postgres.cpu() - before.postgres }
  const figures = {
    rate: customers / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    node: cpu.node / customers,
    postgres: cpu.postgres / customers,
  }
  return [{ who, load: crowd, figures }]
}

export const connect: Scenario = {
  name: 'connect',
  title: 'Customer handshakes, until session:ready',
  minutes: 1,
  figures: {
    rate: { title: 'handshakes/s', digits: 0 },
    p50: { title: 'p50 ms', digits: 1 },
    p99: { title: 'p99 ms', digits: 1 },
    node: { title: 'Node CPU-µs', digits: 0 },
    postgres: { title: 'PostgreSQL CPU-µs', digits: 0 },
  },
  charts: [{ figure: 'node', title: 'Node CPU-µs per handshake' }],
  round: (bench) => onEach(bench, ['gateway', 'stock', 'raw uWS'], measure),
  targets: (look) => {
    const both = (who: Who) => look(who, crowd, 'node') + look(who, crowd, 'postgres')
    return [
      {
        what: "CPU of Node and PostgreSQL, times stock's",
        value: both('gateway') / both('stock'),
        wanted: { atMost: 0.2 },
        unit: '×',
        limit: 'raw uWS: 46 CPU-µs of Node',
      },
    ]
  },
}
