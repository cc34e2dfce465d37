/** A gateway on one of the databases, with its customers. */
import { startClients } from '../clients/start.ts'
import type { BenchServer, Customer } from '../postgres.ts'
import { cpuOf } from '../process.ts'
import { startGateway } from '../servers.ts'
import { type Beside, nothingBeside } from './beside.ts'
import { withClient } from './databases.ts'
import type { Slice } from './turns.ts'

/** Orders in flight, and handshakes. */
const atOnce = 64
const reading = 4

interface Target {
  url: string
  customers: readonly Customer[]
  products: readonly string[]
}

interface Asking {
  event: string
  payloads: readonly object[]
}

export interface Reader {
  token: string
  orderId: string
}

/** Customers who have ordered, and the newest order of each. */
const findReaders = (url: string, customers: readonly Customer[]) =>
  withClient(url, async (client) => {
    const { rows } = await client.query<Reader>(
      `select a.token, o.id as "orderId" from unnest($1::uuid[], $2::text[]) a(id, token)
       cross join lateral (select id from orders where account_id = a.id order by placed_at desc, id desc limit 1) o`,
      [customers.map(({ id }) => id), customers.map(({ token }) => token)],
    )
    return rows
  })

/** Removes the orders that were placed since, so that the next round finds the database as it was. Their ids have their time. */
const removeOrders = (url: string, since: Date) =>
  withClient(url, async (client) => {
    await client.query('set session_replication_role = replica')
    for (const table of ['order_items', 'payments', 'reservations'])
      await client.query(`delete from ${table} where order_id >= first_uuid_v7($1)`, [since])
    await client.query('delete from orders where id >= first_uuid_v7($1)', [since])
  })

export const startStage = async (server: BenchServer, { url, customers, products }: Target) => {
  const since = new Date()
  const gateway = await startGateway(url)
  const clients = startClients()

  const measure = async (work: () => Promise<Float64Array>, beside: Beside = nothingBeside): Promise<Slice> => {
    const cpu = () => ({ node: cpuOf(gateway.pid), postgres: server.cpu() - beside.cpu() })
    const before = cpu()
    const started = performance.now()
    const latencies = await work()
    const seconds = (performance.now() - started) / 1000
    const after = cpu()
    return { latencies, seconds, node: after.node - before.node, postgres: after.postgres - before.postgres }
  }

  return {
    url,
    tokens: customers.map(({ token }) => token),
    findReaders: () => findReaders(url, customers),
    measure,
    /** Those who are connected leave, and these come. */
    connect: async (these: readonly string[]): Promise<Float64Array> => {
      await clients.run('disconnect', undefined)
      return (await clients.run('connect', { url: gateway.url, tokens: these, atOnce })).latencies
    },
    place: async (seconds: number, pace: { inFlight: number; perSecond?: number } = { inFlight: atOnce }): Promise<Float64Array> =>
      (await clients.run('place', { products, seconds, ...pace })).latencies,
    ask: (asking: Asking, requests: number): Promise<Float64Array> => clients.run('ask', { ...asking, inFlight: reading, requests }),
    /** `isKept`: the database is measured again. */
    stop: async ({ isKept }: { isKept: boolean }) => {
      clients.stop()
      await gateway.stop()
      if (isKept) await removeOrders(url, since)
    },
  }
}

export type Stage = Awaited<ReturnType<typeof startStage>>
