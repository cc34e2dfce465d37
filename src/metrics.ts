/** The metrics of a gateway. Each gateway has its own registry, because tests run several in one process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type EngineName, namespaces, pushes } from './contract/index.ts'
import { droppedLines } from './logger.ts'
import { type Counted, registerBacklog } from './metrics/backlog.ts'
import { CountedLater } from './metrics/counted-later.ts'

interface Sources {
  node: string
  engine: EngineName
  /** The library of the engine and its version. */
  build: string
  version: string
  /** Connections of the database pool. */
  pool: () => { used: number; idle: number; waiting: number }
  backlog: Counted
  /** Passwords that wait to be hashed or verified. */
  passwordQueue: () => number
}

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256]

export type Metrics = ReturnType<typeof createMetrics>

/** Every label has a closed set of values; an undeclared event is `unknown`. */
export const createMetrics = ({ node, engine, build, version, pool, backlog, passwordQueue }: Sources) => {
  const registry = new Registry()
  const named = <Rest extends object>(name: string, help: string, rest: Rest) => ({
    name: `customerbackend_${name}`,
    help,
    registers: [registry],
    ...rest,
  })
  // every measurement of the event loop wakes the process: by default a hundred times a second
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })

  new Gauge(
    named('gateway_info', 'The engine and its build, the node id and the version of this process.', {
      labelNames: ['engine', 'build', 'node', 'version'] as const,
    }),
  ).set({ engine, build, node, version }, 1)
  new Gauge(
    named('database_pool_connections', 'Connections of the database pool, and queries that wait for one.', {
      labelNames: ['state'] as const,
      collect(this: Gauge<'state'>) {
        for (const [state, count] of Object.entries(pool())) this.set({ state }, count)
      },
    }),
  )
  registerBacklog(registry, backlog)
  new Gauge(
    named('password_queue_depth', 'Passwords that wait to be hashed or verified.', {
      collect(this: Gauge) {
        this.set(passwordQueue())
      },
    }),
  )
  new Counter(
    named('log_lines_dropped_total', 'Log lines that could not be written: the reader of the log is too slow, or the disk is full.', {
      collect(this: Counter) {
        this.reset()
        this.inc(droppedLines())
      },
    }),
  )

  const pushed = new Map(namespaces.flatMap((name) => Object.keys(pushes[name])).map((event) => [event, 0]))
  new Counter(
    named('pushes_total', 'Published pushes.', {
      labelNames: ['event'] as const,
      collect(this: Counter<'event'>) {
        this.reset()
        for (const [event, count] of pushed) this.inc({ event }, count)
      },
    }),
  )

  const feedLag = new CountedLater(
    new Histogram(
      named('feed_lag_seconds', 'Time from the commit of feed events to their publication, once for the events of a commit.', {
        buckets: seconds,
        collect: () => feedLag.count(),
      }),
    ),
  )

  return {
    registry,
    connections: new Gauge(named('connections', 'Connected sockets.', { labelNames: ['namespace'] as const })),
    newcomers: new Gauge(named('newcomers_waiting', 'Handshakes that wait to be admitted.', {})),
    handshakes: new Counter(
      named(
        'handshakes_total',
        'Handshakes, by outcome: ok, or the reason of the refusal. The namespace is none where the upgrade was refused.',
        { labelNames: ['namespace', 'outcome'] as const },
      ),
    ),
    requests: new Counter(named('requests_total', 'Requests, by ok or error code.', { labelNames: ['event', 'code'] as const })),
    requestDuration: new Histogram(
      named('request_duration_seconds', 'Time from a request to its answer.', { labelNames: ['event'] as const, buckets: seconds }),
    ),
    /** A plain number until the metrics are read, because there are so many. */
    countPush: (event: string) => void pushed.set(event, (pushed.get(event) ?? 0) + 1),
    feedLag,
    placeBatch: new Histogram(named('place_batch_size', 'Orders placed by one SQL call.', { buckets: sizes })),
    messages: new Counter(
      named('messages_total', 'Messages to people, by outcome: sent, postponed (tried again later), failed or expired.', {
        labelNames: ['channel', 'outcome'] as const,
      }),
    ),
    webhooks: new Counter(
      named(
        'webhooks_total',
        'Webhooks of payment services, by outcome: received, refused (their signature or content is wrong) or failed.',
        {
          labelNames: ['provider', 'outcome'] as const,
        },
      ),
    ),
    backgroundFailures: new Counter(
      named('background_failures_total', 'Runs of background work that failed, without those during an outage of the database.', {
        labelNames: ['work'] as const,
      }),
    ),
    evictions: new Counter(named('evictions_total', 'Connections closed because the client read too slowly.', {})),
  }
}
