/** Placing, reading and connecting with more and more orders in the database, while it is pruned, and while a snapshot is held open. */
import { startClients } from './clients/start.ts'
import { type Beside, holdSnapshot, nothingBeside, startPruning } from './growth/beside.ts'
import { openGrown, withClient } from './growth/databases.ts'
import { loadColumns, loadFigures } from './load-figures.ts'
import { type BenchServer, type Customer, cloneable, connectServer } from './postgres.ts'
import { cpuOf } from './process.ts'
import type { Bench, Row, Scenario } from './scenario.ts'
import { startGateway } from './servers.ts'

const sizesOf = (quick: boolean) => (quick ? [10_000, 50_000] : [1_000_000, 10_000_000])
const durationsOf = (quick: boolean) => (quick ? { warmUp: 2, measured: 3, holding: 15 } : { warmUp: 6, measured: 10, holding: 1200 })

const ordersLoad = (orders: number) => `${orders.toLocaleString('en')} orders`
const pruning = 'the most orders, pruning'
const snapshot = '0 orders, snapshot held open'

/** Orders in flight, and handshakes. */
const atOnce = 64
const reading = 4
/** While the snapshot is held: orders of all customers in turn. */
const held = { perSecond: 100, inFlight: 4 }
/** Customers who read, and who connect. */
const active = 2000

const reads = [
  { event: 'order:list', payload: () => ({ limit: 20 }) },
  { event: 'order:pending', payload: () => ({}) },
  { event: 'order:get', payload: (orderId: string) => ({ orderId }) },
  { event: 'order:statistics', payload: () => ({ bucket: 'month' }) },
] as const

interface Setting {
  load: string
  url: string
  customers: readonly Customer[]
  products: readonly string[]
  server: BenchServer
  startBeside: (url: string) => Promise<Beside>
  /** Seconds of a calm load between the start of what runs beside, and the measurement. */
  holding: number
  parts: readonly ('connect' | 'reads' | 'place')[]
  /** Whether the database is measured again. */
  isKept: boolean
}

/** Customers who have ordered, and the newest order of each. */
const findReaders = (url: string, customers: readonly Customer[]) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<{ token: string; orderId: string }>(
      `select a.token, o.id as "orderId" from unnest($1::uuid[], $2::text[]) a(id, token)
       cross join lateral (select id from orders where account_id = a.id order by placed_at desc, id desc limit 1) o limit ${active}`,
      [customers.map(({ id }) => id), customers.map(({ token }) => token)],
    )
    return rows
  })

/** Removes the orders that a measurement has placed, so that the next one finds the database as it was. Their ids have their time. */
const removeOrders = (url: string, since: Date) =>
  withClient(url, async (client) => {
    await client.query('set session_replication_role = replica')
    for (const table of ['order_items', 'payments', 'reservations'])
      await client.query(`delete from ${table} where order_id >= first_uuid_v7($1)`, [since])
    await client.query('delete from orders where id >= first_uuid_v7($1)', [since])
  })

/** A gateway with its customers, and what is measured of them. */
const startStage = async ({ progress }: Bench, { load, url, server, startBeside }: Setting) => {
  const beside = await startBeside(url)
  const gateway = await startGateway(url)
  const clients = startClients()
  const rows: Row[] = []
  const cpu = () => ({ node: cpuOf(gateway.pid), postgres: server.cpu() - beside.cpu() })
  return {
    rows,
    clients,
    connect: async (tokens: readonly string[]) => {
      await clients.run('disconnect', undefined)
      return (await clients.run('connect', { url: gateway.url, tokens, atOnce })).latencies
    },
    measure: async (who: string, work: () => Promise<Float64Array>) => {
      progress(`${load}: ${who}`)
      const before = cpu()
      const started = performance.now()
      const latencies = await work()
      const seconds = (performance.now() - started) / 1000
      const after = cpu()
      const used = { node: after.node - before.node, postgres: after.postgres - before.postgres }
      rows.push({ who, load, figures: loadFigures({ latencies, seconds }, used) })
    },
    stop: async () => {
      clients.stop()
      await gateway.stop()
      await beside.stop()
    },
  }
}

type GrowthStage = Awaited<ReturnType<typeof startStage>>

const measureReads = async ({ quick }: Bench, { url, customers }: Setting, { clients, connect, measure }: GrowthStage) => {
  const requests = quick ? 300 : 3000
  const readers = await findReaders(url, customers)
  await connect(readers.map(({ token }) => token))
  for (const { event, payload } of reads) {
    const asking = { event, payloads: readers.map(({ orderId }) => payload(orderId)), inFlight: reading }
    await clients.run('ask', { ...asking, requests: requests / 3 })
    await measure(event, () => clients.run('ask', { ...asking, requests }))
  }
}

const measure = async (bench: Bench, setting: Setting): Promise<Row[]> => {
  const { load, url, customers, products, holding, parts, isKept } = setting
  const { warmUp, measured } = durationsOf(bench.quick)
  const since = new Date()
  const stage = await startStage(bench, setting)
  const tokens = customers.map(({ token }) => token)
  const place = async (seconds: number, pace = { inFlight: atOnce }) =>
    (await stage.clients.run('place', { products, seconds, ...pace })).latencies
  try {
    await stage.connect(holding > 0 ? tokens : tokens.slice(0, active))
    if (holding > 0) {
      bench.progress(`${load}: ${holding} s`)
      const { length } = await place(holding, held)
      if (length < 0.95 * holding * held.perSecond) throw new Error(`${length} orders were placed in ${holding} s, fewer than planned`)
    }
    if (parts.includes('connect')) {
      await stage.connect([])
      await stage.measure('connect', () => stage.connect(tokens.slice(active, 2 * active)))
    }
    if (parts.includes('reads')) await measureReads(bench, setting, stage)
    if (parts.includes('place')) {
      await stage.connect(tokens)
      await place(warmUp)
      await stage.measure('order:place', () => place(measured))
    }
    return stage.rows
  } finally {
    await stage.stop()
    if (isKept) await removeOrders(url, since)
  }
}

const round = async (bench: Bench): Promise<Row[]> => {
  const server = await connectServer('bench-growth')
  if (server.pid !== undefined) bench.own(server.pid)
  try {
    const sizes = sizesOf(bench.quick)
    const empty = await openGrown(server, 0, bench.progress)
    const cloneEmpty = cloneable(server, empty.name)
    const usual = { server, startBeside: nothingBeside, holding: 0, isKept: true }
    const onEmpty = async (setting: Pick<Setting, 'load' | 'parts'> & Partial<Setting>) => {
      const database = await cloneEmpty()
      try {
        return await measure(bench, { ...usual, ...empty, ...setting, url: database.url, isKept: false })
      } finally {
        await database.drop()
      }
    }
    const rows = await onEmpty({ load: ordersLoad(0), parts: ['connect', 'place'] })
    for (const size of sizes) {
      const grown = await openGrown(server, size, bench.progress)
      rows.push(...(await measure(bench, { ...usual, ...grown, load: ordersLoad(size), parts: ['connect', 'reads', 'place'] })))
      if (size !== sizes.at(-1)) continue
      rows.push(...(await measure(bench, { ...usual, ...grown, load: pruning, startBeside: startPruning, parts: ['place'] })))
    }
    const { holding } = durationsOf(bench.quick)
    rows.push(...(await onEmpty({ load: snapshot, startBeside: holdSnapshot, holding, parts: ['place'] })))
    return rows
  } finally {
    await server.stop()
  }
}

export const growth: Scenario = {
  name: 'growth',
  title: 'Placing, reading and connecting with a year of orders in the database',
  minutes: 25,
  onRequest: true,
  figures: loadColumns('per second'),
  charts: [{ figure: 'postgres', title: 'PostgreSQL CPU-µs' }],
  round,
  targets: (look) => {
    const [less = 0, most = 0] = sizesOf(Number.isNaN(look('order:place', ordersLoad(10_000_000), 'node')))
    const both = (who: string, load: string) => look(who, load, 'node') + look(who, load, 'postgres')
    const target = (what: string, value: number) => ({ what, value, wanted: { atMost: 1.1 }, unit: '×', limit: '1' })
    const place = (load: string) => both('order:place', load) / both('order:place', ordersLoad(0))
    return [
      target(`order:place with ${ordersLoad(most)}, CPU times that with none`, place(ordersLoad(most))),
      target('order:place while it is pruned, CPU times that with none', place(pruning)),
      target('order:place with a snapshot held open for 20 minutes, CPU times that without', place(snapshot)),
      target(
        `connect with ${ordersLoad(most)}, CPU times that with none`,
        both('connect', ordersLoad(most)) / both('connect', ordersLoad(0)),
      ),
      ...reads.map(({ event }) =>
        target(
          `${event} with ${ordersLoad(most)}, CPU times that with ${ordersLoad(less)}`,
          both(event, ordersLoad(most)) / both(event, ordersLoad(less)),
        ),
      ),
    ]
  },
}
