/** All customers return at once, after missing some events. */
import pg from 'pg'
import { startClients } from './clients/start.ts'
import { cpuOf } from './process.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'
import { statusChange } from './sources/demand.ts'

const missed = 3
const connected = 200
const requestRate = 200
const newcomers = 100
const newcomersPerSecond = 50

const atOnce = 'all at once'

/** Adds events that the customers have missed. Returns the epochs of their feeds by account. */
const addMissedEvents = async (databaseUrl: string, accountIds: readonly string[]): Promise<Map<string, string>> => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(
      `insert into feed_events (account_id, seq, event, data)
       select id, seq, 'order:status_changed', $3 from unnest($1::uuid[]) a(id), generate_series(1, $2) seq`,
      [accountIds, missed, JSON.stringify(statusChange())],
    )
    const { rows } = await client.query<{ id: string; epoch: string }>(
      'update feed_heads set seq = $2 where account_id = any ($1) returning account_id as id, epoch',
      [accountIds, missed],
    )
    await client.query('analyze feed_events, feed_heads')
    return new Map(rows.map(({ id, epoch }) => [id, epoch]))
  } finally {
    await client.end()
  }
}

const measure = async ({ postgres, quick, progress, server, databaseUrl, clients }: Stage, who: Who): Promise<Row[]> => {
  const returning = postgres.customers.slice(connected, connected + (quick ? 1000 : 5000))
  const epochs = await addMissedEvents(
    databaseUrl,
    returning.map(({ id }) => id),
  )
  const customers = returning.map(({ id, token }) => ({ token, feed: { epoch: epochs.get(id) ?? '', seq: 0 } }))
  const [others, fresh] = [startClients(), startClients()]
  try {
    progress(`${who}, calm`)
    await others.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, connected) })
    const during = async <Result>(work: () => Promise<Result>) => {
      const requests = others.run('requestSteadily', { rate: requestRate })
      const result = await work()
      await others.run('stopRequests', undefined)
      const { failures, latencies } = await requests
      return { result, failures, p99: quantile(latencies, 0.99) }
    }
    // warm-up; then calm for as long as the storm may last
    await clients.run('connect', { url: server.url, tokens: postgres.tokens.slice(0, 1000) })
    await clients.run('disconnect', undefined)
    const calm = await during(() => new Promise((resolve) => setTimeout(resolve, quick ? 2000 : 5000)))
    progress(`${who}, storm`)
    const before = cpuOf(server.pid)
    const tokens = postgres.tokens.slice(-newcomers)
    const stormy = await during(() =>
      Promise.all([
        clients.run('returnAtOnce', { url: server.url, customers, missed }),
        fresh.run('arrive', { url: server.url, tokens, perSecond: newcomersPerSecond }),
      ]),
    )
    const [returned, arrived] = stormy.result
    const { latencies } = returned
    const figures = {
      clients: customers.length,
      failures: returned.failures + arrived.failures + stormy.failures,
      all: quantile(latencies, 1) / 1000,
      p50: quantile(latencies, 0.5) / 1000,
      node: (cpuOf(server.pid) - before) / customers.length,
      calm: calm.p99,
      storm: stormy.p99,
      fresh: quantile(arrived.latencies, 0.99) / 1000,
    }
    return [{ who, load: atOnce, figures }]
  } finally {
    for (const player of [others, fresh]) player.stop()
  }
}

export const storm: Scenario = {
  name: 'storm',
  title: `Clients return at once with ${missed} missed events each, while ${connected} others send ${requestRate} requests per second`,
  minutes: 3,
  figures: {
    clients: { title: 'clients', digits: 0 },
    failures: { title: 'failures', digits: 0 },
    p50: { title: 'half connected, s', digits: 2 },
    all: { title: 'all connected, s', digits: 2 },
    node: { title: 'Node CPU-µs per client', digits: 0 },
    calm: { title: 'p99 of the others before, ms', digits: 1 },
    storm: { title: 'p99 of the others during, ms', digits: 1 },
    fresh: { title: 'p99 of new customers, s', digits: 2 },
  },
  charts: [{ figure: 'all', title: 'Seconds until all are connected' }],
  round: (bench) => onEach(bench, ['gateway', 'stock'], measure),
  targets: (look) => {
    const gateway = (figure: string) => look('gateway', atOnce, figure)
    return [
      {
        what: 'failed clients, missed events and failed requests',
        value: gateway('failures'),
        wanted: { atMost: 0 },
        unit: '',
        worst: true,
      },
      { what: 'time until all are connected', value: gateway('all'), wanted: { atMost: 3 }, unit: 's' },
      { what: 'p99 of the others during, times before', value: gateway('storm') / gateway('calm'), wanted: { atMost: 2 }, unit: '×' },
      { what: 'p99 of new customers who come meanwhile', value: gateway('fresh'), wanted: { atMost: 1 }, unit: 's' },
    ]
  },
}
