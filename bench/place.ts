/** Placing durable orders through a socket. */
import pg from 'pg'
import type { Extras, Placing } from './clients/place.ts'
import { type Cpu, loadColumns, loadFigures, startCpu } from './load-figures.ts'
import { callOneByOne, oneCall } from './pgbench.ts'
import { promotionCode } from './postgres.ts'
import type { Bench, Row, Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'

const inFlight = [1, 16, 64, 256]
const pgbenchClients = [2, 8, 64]

const soldOut = 'selling out, 64 in flight'
const plain = '64 in flight, dishes with options'
const rich = '64 in flight, with choices, a code and a tip'
const inFlightLoad = (orders: number) => `${orders} in flight`
const clientsLoad = (clients: number) => `${clients} clients`

const durations = (quick: boolean) => (quick ? { warmUp: 1, measured: 2 } : { warmUp: 3, measured: 8 })

interface Placed {
  latencies: Float64Array
  seconds: number
  refused?: number
}

const figuresOf = (placed: Placed, cpu: Cpu) => ({
  ...loadFigures(placed, cpu),
  refused: (100 * (placed.refused ?? 0)) / placed.latencies.length,
})

/** Leaves stock for this many orders of three random dishes, of which the store can bring no more. */
const leaveStockFor = async (url: string, orders: number) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('update ingredients set restock_minutes = null')
    // an order has four portions
    await client.query(
      `update stock s set on_hand = s.reserved + ceil($1::double precision * 4 * need.each) from (
         select ingredient_id, sum(quantity) / (select count(*) from products) as each from recipes group by ingredient_id
       ) need where need.ingredient_id = s.ingredient_id`,
      [orders],
    )
  } finally {
    await client.end()
  }
}

/** The dishes with a choice that costs something, and what an order of them can have beside them. */
const readExtras = async (url: string): Promise<Extras> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ product: string; choice: string }>(
      `select o.product_id as product, min(c.id::text) as choice from options o join choices c on c.option_id = o.id
       where c.price > 0 group by o.product_id`,
    )
    return {
      choices: Object.fromEntries(rows.map(({ product, choice }) => [product, choice])),
      promotionCode,
      tip: { amount: 100, currency: 'EUR' },
    }
  } finally {
    await client.end()
  }
}

const throughSocket = async (stage: Stage, who: Who): Promise<Row[]> => {
  const { postgres, quick, progress, server, clients, databaseUrl } = stage
  const { warmUp, measured } = durations(quick)
  await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, 256) })
  const rows: Row[] = []
  // with one order in flight it would take too long until the code is compiled
  progress(`${who}, warming up`)
  await clients.run('place', { products: postgres.products, inFlight: 64, seconds: 2 * warmUp })
  const measure = async (load: string, placing: Omit<Placing, 'seconds'>) => {
    const used = startCpu(stage)
    const placed = await clients.run('place', { ...placing, seconds: measured })
    const figures = figuresOf(placed, used())
    rows.push({ who, load, figures })
    return figures
  }
  let rate = 0
  for (const orders of inFlight) {
    progress(`${who}, ${inFlightLoad(orders)}`)
    const placing = { products: postgres.products, inFlight: orders }
    await clients.run('place', { ...placing, seconds: warmUp })
    const figures = await measure(inFlightLoad(orders), placing)
    if (orders === 64) rate = figures.rate
  }
  // the stock server has none of these
  if (who === 'gateway') {
    const extras = await readExtras(databaseUrl)
    const products = Object.keys(extras.choices)
    await clients.run('place', { products, inFlight: 64, extras, seconds: warmUp })
    for (const [load, more] of [
      [plain, {}],
      [rich, { extras }],
    ] as const) {
      progress(`${who}, ${load}`)
      await measure(load, { products, inFlight: 64, ...more })
    }
  }
  progress(`${who}, ${soldOut}`)
  await leaveStockFor(databaseUrl, (rate * measured) / 2)
  await measure(soldOut, { products: postgres.products, inFlight: 64, sellOut: true })
  return rows
}

const withoutGateway = async (bench: Bench): Promise<Row[]> => {
  const { postgres, quick } = bench
  const { warmUp, measured } = durations(quick)
  const database = await postgres.clone()
  try {
    const rows: Row[] = []
    await callOneByOne(database.url, { clients: 8, seconds: warmUp })
    for (const each of pgbenchClients) {
      bench.progress(`${oneCall}, ${clientsLoad(each)}`)
      const before = postgres.cpu()
      const { latencies, seconds } = await callOneByOne(database.url, { clients: each, seconds: measured })
      const cpu = { node: Number.NaN, postgres: postgres.cpu() - before }
      rows.push({ who: oneCall, load: clientsLoad(each), figures: figuresOf({ latencies, seconds }, cpu) })
    }
    return rows
  } finally {
    await database.drop()
  }
}

export const place: Scenario = {
  name: 'place',
  title: 'Placing durable orders of three dishes through a socket',
  minutes: 5,
  figures: {
    ...loadColumns('orders/s'),
    refused: { title: 'refused %', digits: 0 },
  },
  charts: [
    { figure: 'rate', title: 'Orders per second' },
    { figure: 'p99', title: 'p99 in ms' },
  ],
  round: async (bench) => [...(await onEach(bench, ['gateway', 'stock'], throughSocket)), ...(await withoutGateway(bench))],
  targets: (look) => {
    const at = (orders: number, figure: string) => look('gateway', inFlightLoad(orders), figure)
    const oneCallAt = (clients: number) => look(oneCall, clientsLoad(clients), 'rate')
    const quickest = Math.max(...inFlight.map((orders) => at(orders, 'rate')))
    return [
      {
        what: "orders/s at 64 in flight, times stock's",
        value: at(64, 'rate') / look('stock', inFlightLoad(64), 'rate'),
        wanted: { atLeast: 50 },
        unit: '×',
      },
      {
        what: "orders/s at 64 in flight, times one call's at 64 clients",
        value: at(64, 'rate') / oneCallAt(64),
        wanted: { atLeast: 10 },
        unit: '×',
      },
      { what: 'PostgreSQL for an order at 64 in flight', value: at(64, 'postgres'), wanted: { atMost: 150 }, unit: 'CPU-µs' },
      { what: 'Node for an order at 64 in flight', value: at(64, 'node'), wanted: { atMost: 90 }, unit: 'CPU-µs' },
      {
        what: "PostgreSQL for an answer while dishes sell out, times an order's",
        value: look('gateway', soldOut, 'postgres') / at(64, 'postgres'),
        wanted: { atMost: 2 },
        unit: '×',
      },
      {
        what: 'orders/s with choices, a code and a tip, times those of the same dishes without',
        value: look('gateway', rich, 'rate') / look('gateway', plain, 'rate'),
        wanted: { atLeast: 0.9 },
        unit: '×',
      },
      { what: 'p99 at 64 in flight', value: at(64, 'p99'), wanted: { atMost: 25 }, unit: 'ms' },
      { what: 'p99 at 1 in flight', value: at(1, 'p99'), wanted: { atMost: 5 }, unit: 'ms', limit: 'a flush of the WAL' },
      { what: 'orders/s, the most', value: quickest, wanted: { atLeast: 6000 }, unit: '/s', limit: '6,483 (a prototype)' },
    ]
  },
}
