/** Everybody comes back at once, and has missed something. */
import pg from 'pg'
import { startLoad } from './load.ts'
import { cpuOf } from './process.ts'
import { quantile, type Row, type Scenario } from './scenario.ts'
import { onEach, type Stage, type Who } from './servers.ts'
import { statusChange } from './sources/demand.ts'

const missed = 3
const inside = 200
const askRate = 200

const crowd = 'all at once'

/** Gives each of them events that he has not seen. Returns the epochs of their feeds by account. */
const happen = async (databaseUrl: string, accountIds: readonly string[]): Promise<Map<string, string>> => {
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

const blow = async ({ postgres, quick, progress, server, databaseUrl, load }: Stage, who: Who): Promise<Row[]> => {
  const returning = postgres.customers.slice(inside, inside + (quick ? 1000 : 5000))
  const epochs = await happen(
    databaseUrl,
    returning.map(({ id }) => id),
  )
  const customers = returning.map(({ id, token }) => ({ token, feed: { epoch: epochs.get(id) ?? '', seq: 0 } }))
  const others = startLoad()
  try {
    progress(`${who}, calm`)
    await others.tell('connect', { url: server.url, tokens: postgres.tokens.slice(0, inside) })
    const askFor = async <Result>(work: () => Promise<Result>) => {
      const asked = others.tell('keepAsking', { rate: askRate })
      const result = await work()
      await others.tell('stopAsking', undefined)
      const { failures, latencies } = await asked
      return { result, failures, p99: quantile(latencies, 0.99) }
    }
    // the first of each kind are slower; then as long as the storm may last
    await load.tell('connect', { url: server.url, tokens: postgres.tokens.slice(0, 1000) })
    await load.tell('disconnect', undefined)
    const calm = await askFor(() => new Promise((resolve) => setTimeout(resolve, quick ? 2000 : 5000)))
    progress(`${who}, storm`)
    const before = cpuOf(server.pid)
    const stormy = await askFor(() => load.tell('storm', { url: server.url, customers, missed }))
    const { latencies } = stormy.result
    const figures = {
      clients: customers.length,
      failures: stormy.result.failures + stormy.failures,
      all: quantile(latencies, 1) / 1000,
      p50: quantile(latencies, 0.5) / 1000,
      node: (cpuOf(server.pid) - before) / customers.length,
      calm: calm.p99,
      storm: stormy.p99,
    }
    return [{ who, load: crowd, figures }]
  } finally {
    others.stop()
  }
}

export const storm: Scenario = {
  name: 'storm',
  title: `Clients come back at once with ${missed} missed events each, while ${inside} others ask ${askRate} times a second`,
  figures: {
    clients: { title: 'clients', digits: 0 },
    failures: { title: 'failures', digits: 0 },
    p50: { title: 'half are in, s', digits: 2 },
    all: { title: 'all are in, s', digits: 2 },
    node: { title: 'Node CPU-µs a client', digits: 0 },
    calm: { title: 'p99 of the others before, ms', digits: 1 },
    storm: { title: 'p99 of the others meanwhile, ms', digits: 1 },
  },
  charts: [{ figure: 'all', title: 'Seconds until all are in' }],
  round: (bench) => onEach(bench, ['gateway', 'stock'], blow),
  targets: (look) => {
    const gateway = (figure: string) => look('gateway', crowd, figure)
    return [
      {
        what: 'clients that failed or missed something, requests that failed',
        value: gateway('failures'),
        wanted: { atMost: 0 },
        unit: '',
      },
      { what: 'time until all are in', value: gateway('all'), wanted: { atMost: 5 }, unit: 's' },
      { what: 'p99 of those already in, before', value: gateway('storm') / gateway('calm'), wanted: { atMost: 2 }, unit: '×' },
    ]
  },
}
