/** The composition root: everything is wired here, by hand, once. */
import { v7 as uuidv7 } from 'uuid'
import { createSessionLookup } from './accounts/authenticate.ts'
import { createPasswordHasher } from './accounts/passwords.ts'
import { pruneAccounts } from './accounts/prune.ts'
import { createSignInLimits } from './accounts/sign-in-limits.ts'
import type { Config } from './config.ts'
import { createAddressLimit } from './connection/addresses.ts'
import { createDelivery } from './connection/deliver.ts'
import { type InFlight, serve } from './connection/dispatch.ts'
import { drain } from './connection/drain.ts'
import { createFailureMapper } from './connection/failure.ts'
import { guard } from './connection/handshake.ts'
import { createLiveSessions } from './connection/live-sessions.ts'
import { createQueueBoard } from './connection/queue-board.ts'
import type { GatewayServer } from './connection/socket.ts'
import { welcome } from './connection/welcome.ts'
import type { Namespace } from './contract/index.ts'
import { createCourierPositions } from './couriers/positions.ts'
import type { Database } from './database/database.ts'
import { createSocketServer } from './engine/socket-io.ts'
import { chooseEngine, startEngine } from './engine/start.ts'
import { pruneFeed } from './feed/prune.ts'
import { createPublisher } from './feed/publish.ts'
import { createFeedResumption } from './feed/replay.ts'
import type { Services } from './handlers/handler.ts'
import { handlers } from './handlers/index.ts'
import { paymentRoutes } from './http/payments.ts'
import { createRoutes } from './http/routes.ts'
import { localUrl } from './local-url.ts'
import type { Logger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import { refreshLateOrders } from './orders/late.ts'
import { createPlaceOrder } from './orders/place.ts'
import { expireOrders, prunePaymentEvents } from './payments/expire.ts'
import { createPayments } from './payments/payments.ts'
import { countUnsettled, type Unsettled } from './payments/unsettled.ts'
import { repeat } from './repeat.ts'
import { version } from './version.ts'

export interface Gateway {
  /** The port that was bound. */
  port: number
  /** Stops taking connections, finishes what is under way, sends everybody off and closes. */
  stop(): Promise<void>
}

const namespaces: readonly Namespace[] = ['/guest', '/', '/staff']

const sweepEveryMs = 1000
const lateOrdersEveryMs = 10_000
const paymentsEveryMs = 500
const lookUpEveryMs = 5000
const pruneEveryMs = 3_600_000

/** Starts a gateway on a database that has its schema. Resolves when it listens. */
export const startGateway = async (config: Config, database: Database, log: Logger): Promise<Gateway> => {
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed')
  const toFailure = createFailureMapper(log)
  const inFlight: InFlight = { draining: false, count: 0 }
  const server = { node: uuidv7(), engine: chooseEngine(config.ENGINE, log), version }

  const passwords = createPasswordHasher()
  let outboxDepth = 0
  let unsettled: Unsettled = { calls: 0, refunds: 0, failing: 0 }
  const metrics = createMetrics({
    ...server,
    pool: database.pool,
    outboxDepth: () => outboxDepth,
    unsettled: () => unsettled,
    passwordQueue: passwords.queued,
  })

  const addresses = createAddressLimit(config, log)
  const io: GatewayServer = createSocketServer(config, addresses.isFull)
  const sessions = createLiveSessions(io, database, config.SESSION_TTL_DAYS, onError)
  const onFeedPush = createQueueBoard(io, database, onError)
  const { deliver, showCourier } = createDelivery({ io, metrics, onFeedPush, endSessions: sessions.endSessions })
  const publisher = createPublisher({ database, deliver, onError })

  let port = config.PORT
  const payments = await createPayments({ config, database, log, localUrl: () => localUrl(config.HOST, port) })

  const services: Services = {
    config,
    database,
    passwords,
    signInLimits: createSignInLimits(config),
    placeOrder: createPlaceOrder(database, {
      providerOf: payments.providerOf,
      payMinutes: config.PAYMENT_TIMEOUT_MINUTES,
      onBatch: (size) => metrics.placeBatch.observe(size),
    }),
    payments,
    positions: createCourierPositions({ database, show: showCourier, onError }),
  }
  const findSession = createSessionLookup(database, config.SESSION_TTL_DAYS)
  const resumeFeed = createFeedResumption(database)
  const greeting = () => ({ ...server, time: new Date().toISOString() })
  for (const name of namespaces) {
    const namespace = io.of(name)
    guard(namespace, name, { addresses, findSession, metrics, trustedProxies: config.TRUSTED_PROXIES, inFlight, toFailure })
    welcome(namespace, name, { server: greeting, resumeFeed, metrics, onError })
    serve(namespace, handlers[name], { services, metrics, inFlight, toFailure })
  }

  const routes = createRoutes({
    server,
    checks: { database: () => database.query('select 1') },
    details: () => ({ payments: unsettled }),
    isDraining: () => inFlight.draining,
    registry: metrics.registry,
    log,
  })
  const engine = startEngine(server.engine, io, [...routes, ...paymentRoutes(database, payments)], {
    trustedProxies: config.TRUSTED_PROXIES,
    log,
    onEvicted: () => metrics.evictions.inc(),
  })

  addresses.watch(io.engine)

  const sweep = async () => {
    outboxDepth = await publisher.sweep()
  }
  const prune = async () => {
    await pruneFeed(database)
    await pruneAccounts(database)
    await prunePaymentEvents(database)
  }
  const settlePayments = async () => {
    await expireOrders(database)
    await payments.calls()
    await payments.sandbox?.deliver()
  }
  const lookAtPayments = async () => {
    await payments.lookUp()
    unsettled = await countUnsettled(database)
    if (unsettled.failing > 0) log.error(unsettled, 'refunds keep failing')
  }
  const background = [
    repeat(sweepEveryMs, sweep, onError),
    repeat(lateOrdersEveryMs, () => refreshLateOrders(database), onError),
    repeat(paymentsEveryMs, settlePayments, onError),
    repeat(lookUpEveryMs, lookAtPayments, onError),
    repeat(pruneEveryMs, prune, onError),
  ]

  port = await engine.listen(config.PORT, config.HOST)
  return {
    port,
    stop: async () => {
      engine.stopListening()
      await drain(io, inFlight)
      sessions.stop()
      services.positions.stop()
      await Promise.all(background.map(({ stop }) => stop()))
      await engine.close()
      metrics.registry.clear()
    },
  }
}
