/** Visits of customers: connect, the menu, a search, three quotes, an order. */
import { cpuOf } from './process.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const atOnce = 16
const crowd = `${atOnce} at once`

const measure = async ({ postgres, quick, progress, server, clients }: Stage, who: Who): Promise<Row[]> => {
  const visits = quick ? 200 : 1500
  const browsing = { url: server.url, products: postgres.products, atOnce }
  progress(`${who}, warming up`)
  await clients.run('browse', { ...browsing, tokens: postgres.tokens.slice(0, 500), visits: visits / 2 })
  progress(who)
  const before = { node: cpuOf(server.pid), postgres: postgres.cpu() }
  const { durations, seconds } = await clients.run('browse', { ...browsing, tokens: postgres.tokens.slice(500), visits })
  const cpu = { node: cpuOf(server.pid) - before.node, postgres: postgres.cpu() - before.postgres }
  const figures = {
    rate: visits / seconds,
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
    node: cpu.node / visits,
    postgres: cpu.postgres / visits,
  }
  return [{ who, load: crowd, figures }]
}

export const browse: Scenario = {
  name: 'browse',
  title: 'Visits: connect, menu, search, three quotes, an order',
  minutes: 4,
  figures: {
    rate: { title: 'visits/s', digits: 0 },
    p50: { title: 'p50 ms', digits: 1 },
    p99: { title: 'p99 ms', digits: 1 },
    node: { title: 'Node CPU-µs', digits: 0 },
    postgres: { title: 'PostgreSQL CPU-µs', digits: 0 },
  },
  charts: [{ figure: 'node', title: 'Node CPU-µs per visit' }],
  round: (bench) => onEach(bench, ['gateway', 'stock'], measure),
  targets: (look) => {
    const both = (who: Who) => look(who, crowd, 'node') + look(who, crowd, 'postgres')
    return [
      { what: "CPU of Node and PostgreSQL, times stock's", value: both('gateway') / both('stock'), wanted: { atMost: 0.2 }, unit: '×' },
    ]
  },
}
