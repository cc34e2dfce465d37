/** What `/metrics` tells. A registry of its own for each gateway: several run in one process in the tests. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { EngineName } from './contract/index.ts'

interface Sources {
  node: string
  engine: EngineName
  version: string
  /** Connections of the database pool. */
  pool: () => { used: number; idle: number; waiting: number }
  /** Rows that were committed and not published when the outbox was last swept: a scrape asks no database. */
  outboxDepth: () => number
  /** What waits for payment services, when it was last counted. */
  unsettled: () => object
  /** Passwords that wait to be hashed or compared. */
  passwordQueue: () => number
}

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256]

export type Metrics = ReturnType<typeof createMetrics>

/** Every label takes its values from a closed set; an event that nobody declared is `unknown`. */
export const createMetrics = ({ node, engine, version, pool, outboxDepth, unsettled, passwordQueue }: Sources) => {
  const registry = new Registry()
  const named = <Rest extends object>(name: string, help: string, rest: Rest) => ({
    name: `customerbackend_${name}`,
    help,
    registers: [registry],
    ...rest,
  })
  collectDefaultMetrics({ register: registry })

  new Gauge(named('gateway_info', 'Which gateway this is.', { labelNames: ['engine', 'node', 'version'] as const })).set(
    { engine, node, version },
    1,
  )
  new Gauge(
    named('database_pool_connections', 'Connections of the database pool, and requests that wait for one.', {
      labelNames: ['state'] as const,
      collect(this: Gauge<'state'>) {
        for (const [state, count] of Object.entries(pool())) this.set({ state }, count)
      },
    }),
  )
  new Gauge(
    named('outbox_depth', 'Pushes that are committed and not published.', {
      // each worker counts all of them
      aggregator: 'max' as const,
      collect(this: Gauge) {
        this.set(outboxDepth())
      },
    }),
  )
  new Gauge(
    named('payments_unsettled', 'Calls to payment services that wait, refunds that are pending, and refunds that keep failing.', {
      labelNames: ['what'] as const,
      collect(this: Gauge<'what'>) {
        for (const [what, count] of Object.entries(unsettled())) this.set({ what }, count)
      },
    }),
  )
  new Gauge(
    named('password_queue_depth', 'Passwords that wait to be hashed or compared.', {
      collect(this: Gauge) {
        this.set(passwordQueue())
      },
    }),
  )

  return {
    registry,
    connections: new Gauge(named('connections', 'Sockets that are connected.', { labelNames: ['namespace'] as const })),
    newcomers: new Gauge(named('newcomers_waiting', 'Handshakes that wait for their turn.', {})),
    handshakes: new Counter(named('handshakes_total', 'Handshakes: ok, or why not.', { labelNames: ['namespace', 'outcome'] as const })),
    requests: new Counter(named('requests_total', 'Requests: ok, or the code of the error.', { labelNames: ['event', 'code'] as const })),
    requestDuration: new Histogram(
      named('request_duration_seconds', 'From the packet to its answer.', { labelNames: ['event'] as const, buckets: seconds }),
    ),
    pushes: new Counter(named('pushes_total', 'Pushes that were published.', { labelNames: ['event'] as const })),
    feedLag: new Histogram(named('feed_lag_seconds', 'From the commit of a feed event to its publishing.', { buckets: seconds })),
    placeBatch: new Histogram(named('place_batch_size', 'Orders that one call placed.', { buckets: sizes })),
    evictions: new Counter(named('evictions_total', 'Connections that were cut because the client read too slowly.', {})),
  }
}
