/** Handshakes: the upgrade, the session, the rooms and `session:ready`. */
import { cpuOf } from './process.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const atOnce = 64
const crowd = `${atOnce} at once`

const letIn = async ({ postgres, quick, progress, server, load }: Stage, who: Who): Promise<Row[]> => {
  const customers = quick ? 1000 : 5000
  progress(who)
  await load.tell('connect', { url: server.url, tokens: postgres.tokens.slice(0, 1000), atOnce })
  await load.tell('disconnect', undefined)
  const before = { node: cpuOf(server.pid), postgres: postgres.cpu() }
  const { latencies, seconds } = await load.tell('connect', { url: server.url, tokens: postgres.tokens.slice(0, customers), atOnce })
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
  title: 'Handshakes of customers, until session:ready',
  figures: {
    rate: { title: 'handshakes/s', digits: 0 },
    p50: { title: 'p50 ms', digits: 1 },
    p99: { title: 'p99 ms', digits: 1 },
    node: { title: 'Node CPU-µs', digits: 0 },
    postgres: { title: 'PostgreSQL CPU-µs', digits: 0 },
  },
  charts: [{ figure: 'node', title: 'Node CPU-µs a handshake' }],
  round: (bench) => onEach(bench, ['gateway', 'stock', 'raw uWS'], letIn),
  targets: (look) => {
    const node = (who: Who) => look(who, crowd, 'node')
    const both = (who: Who) => node(who) + look(who, crowd, 'postgres')
    return [
      { what: "stock's CPU of Node", value: node('gateway') / node('stock'), wanted: { atMost: 0.75 }, unit: '×' },
      { what: "stock's CPU of Node and PostgreSQL", value: both('gateway') / both('stock'), wanted: { atMost: 0.75 }, unit: '×' },
    ]
  },
}
