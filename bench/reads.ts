/** Each request that changes nothing, from customers with fifty orders behind them. */
import { startCpu } from './load-figures.ts'
import { type Regular, writePast } from './past.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const inFlight = 4

interface Read {
  event: string
  load?: string
  /** One for each customer, or one for all. */
  payloads(customers: readonly Regular[], products: readonly string[]): object[]
}

/** An order of three dishes. */
const baskets = (products: readonly string[]) =>
  products.map((_, n) => ({
    items: [1, 2, 1].map((quantity, line) => ({ productId: products[(n + 7 * line) % products.length], quantity })),
    delivery: { address: 'Hlavná 1, Bratislava', location: { lat: 48.15, lng: 17.11 } },
    paymentMethod: 'cash',
  }))

const requests: readonly Read[] = [
  { event: 'menu:list', payloads: () => [{}] },
  { event: 'menu:list', load: 'search', payloads: () => ['soup', 'salad', 'chicken', 'cheese'].map((search) => ({ search })) },
  { event: 'menu:get', payloads: (_, products) => products.map((productId) => ({ productId })) },
  { event: 'order:quote', payloads: (_, products) => baskets(products) },
  { event: 'recommendation:list', payloads: () => [{}] },
  { event: 'order:statistics', payloads: () => [{ bucket: 'month' }] },
  { event: 'order:list', payloads: () => [{}] },
  { event: 'order:pending', payloads: () => [{}] },
  { event: 'order:get', payloads: (customers) => customers.map(({ orderId }) => ({ orderId })) },
  { event: 'account:get', payloads: () => [{}] },
]

const loadOf = ({ event, load = event }: Read) => load
const sum = 'one of each'

const measureOne = async (stage: Stage, read: Read, customers: readonly Regular[]) => {
  const { postgres, quick, clients } = stage
  const asking = { event: read.event, payloads: read.payloads(customers, postgres.products), inFlight }
  const count = quick ? 300 : 1500
  await clients.run('ask', { ...asking, requests: count / 3 })
  const used = startCpu(stage)
  const latencies = await clients.run('ask', { ...asking, requests: count })
  const cpu = used()
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    node: cpu.node / count,
    postgres: cpu.postgres / count,
    both: (cpu.node + cpu.postgres) / count,
  }
}

const measure = async (stage: Stage, who: Who): Promise<Row[]> => {
  stage.progress(`${who}, writing orders`)
  const customers = await writePast(stage.databaseUrl)
  // one after the other, so that the connections are in the order of the customers
  await stage.clients.run('connect', { url: stage.server.url, tokens: customers.map(({ token }) => token), atOnce: 1 })
  const rows: Row[] = []
  for (const read of requests) {
    stage.progress(`${who}, ${loadOf(read)}`)
    rows.push({ who, load: loadOf(read), figures: await measureOne(stage, read, customers) })
  }
  const total = (figure: string) => rows.reduce((sum, { figures }) => sum + (figures[figure] ?? Number.NaN), 0)
  const latency = { p50: Number.NaN, p99: Number.NaN }
  return [...rows, { who, load: sum, figures: { ...latency, node: total('node'), postgres: total('postgres'), both: total('both') } }]
}

export const reads: Scenario = {
  name: 'reads',
  title: `Each request that changes nothing, ${inFlight} in flight`,
  minutes: 4,
  figures: {
    p50: { title: 'p50 ms', digits: 2 },
    p99: { title: 'p99 ms', digits: 1 },
    node: { title: 'Node CPU-µs', digits: 0 },
    postgres: { title: 'PostgreSQL CPU-µs', digits: 0 },
    both: { title: 'both CPU-µs', digits: 0 },
  },
  charts: [{ figure: 'both', title: 'CPU-µs of Node and PostgreSQL per request' }],
  round: (bench) => onEach(bench, ['gateway', 'stock'], measure),
  targets: (look) => {
    const ratio = (load: string) => look('gateway', load, 'both') / look('stock', load, 'both')
    return [...requests.map(loadOf), sum].map((load) => ({
      what: `${load}: CPU of Node and PostgreSQL, times stock's`,
      value: ratio(load),
      wanted: { atMost: 0.2 },
      unit: '×',
    }))
  },
}
