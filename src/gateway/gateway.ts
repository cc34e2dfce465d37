/** The composition root: everything is wired here, by hand, once. */
import type { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { createSessionLookup } from '../accounts/authenticate.ts'
import { createPasswordHasher } from '../accounts/passwords.ts'
import { createSignInLimits } from '../accounts/sign-in-limits.ts'
import { type Config, usesRedis } from '../config.ts'
import type { Namespace } from '../contract/index.ts'
import { CourierPositions } from '../couriers/positions.ts'
import type { Database } from '../database/database.ts'
import { createSocketServer } from '../engine/socket-io.ts'
import { chooseEngine, startEngine } from '../engine/start.ts'
import { createPublisher } from '../feed/publish.ts'
import { createFeedResumption, feedHeads } from '../feed/replay.ts'
import { localUrl } from '../http/local-url.ts'
import { type AllWorkers, createRoutes } from '../http/routes.ts'
import { paymentRoutes } from '../http/webhooks.ts'
import type { Logger } from '../logger.ts'
import { createMenuSearch } from '../menu/menu.ts'
import { createMetrics } from '../metrics.ts'
import { createPlaceOrder } from '../orders/place.ts'
import { createPayments } from '../payments/payments.ts'
import { linkRedis } from '../redis/link.ts'
import { registerRedisMetrics } from '../redis/metrics.ts'
import { createLimiter } from '../redis/rate-limiter.ts'
import { createReports } from '../reports/reports.ts'
import { handlers } from '../requests/index.ts'
import type { Services } from '../requests/kinds/services.ts'
import { createCatchUp } from '../sockets/delivery/catch-up.ts'
import { createDelivery } from '../sockets/delivery/deliver.ts'
import { createLiveSessions } from '../sockets/delivery/live-sessions.ts'
import { createOtherNodes } from '../sockets/delivery/other-nodes.ts'
import type { GatewayServer } from '../sockets/delivery/socket.ts'
import { createQueueBoard } from '../sockets/delivery/staff-queue.ts'
import { type InFlight, serve } from '../sockets/dispatch/dispatch.ts'
import { createFailureMapper } from '../sockets/dispatch/failures.ts'
import { createRequestLimits } from '../sockets/dispatch/limits.ts'
import { drain } from '../sockets/drain.ts'
import { limitOnAllNodes } from '../sockets/handshake/account-limit.ts'
import { createAddressLimit } from '../sockets/handshake/address-limit.ts'
import { guard } from '../sockets/handshake/handshake.ts'
import { createAdmission } from '../sockets/handshake/pacing.ts'
import { welcome } from '../sockets/handshake/welcome.ts'
import { version } from '../version.ts'
import { type Backlog, startBackground } from './background.ts'

export interface Gateway {
  /** The port that was bound. */
  port: number
  /** Stops taking connections, finishes what is under way, sends everybody off and closes. */
  stop(): Promise<void>
}

const namespaces: readonly Namespace[] = ['/guest', '/', '/staff']

/** Starts a gateway on a database that has its schema. Resolves when it listens. */
export const startGateway = async (
  config: Config,
  database: Database,
  log: Logger,
  /** Beside other processes on one port: how to ask them all, given what this one counts. */
  askAllWorkers?: (registry: Registry) => AllWorkers,
): Promise<Gateway> => {
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed')
  const toFailure = createFailureMapper(log)
  const inFlight: InFlight = { draining: false, count: 0 }
  const server = { node: uuidv7(), engine: chooseEngine(config.ENGINE, log), version }

  const passwords = createPasswordHasher()
  const backlog: Backlog = { outbox: 0, unsettled: { calls: 0, refunds: 0, failing: 0 } }
  const metrics = createMetrics({
    ...server,
    pool: database.pool,
    outboxDepth: () => backlog.outbox,
    unsettled: () => backlog.unsettled,
    passwordQueue: passwords.queued,
  })

  const redis = usesRedis(config) ? await linkRedis(config, log) : undefined
  const addresses = createAddressLimit(config, log, redis?.attendance)
  const io: GatewayServer = createSocketServer(config, addresses.isFull)
  if (redis) {
    io.adapter(redis.adapter)
    registerRedisMetrics(metrics.registry, redis.counts)
  }
  const otherNodes = redis && createOtherNodes(io)
  const sessions = createLiveSessions({ io, database, sessionTtlDays: config.SESSION_TTL_DAYS, otherNodes, onError })
  const onFeedPush = createQueueBoard({ io, database, othersListen: () => redis?.counts().connected === true, onError })
  const { deliver, showCourier } = createDelivery({ io, metrics, onFeedPush, endSessions: sessions.endSessions })
  const publisher = createPublisher({ database, deliver })

  let port = config.PORT
  const payments = await createPayments({ config, database, log, localUrl: () => localUrl(config.HOST, port) })

  const services: Services = {
    config,
    database,
    passwords,
    signInLimits: createSignInLimits(config, createLimiter(redis?.client)),
    searchMenu: createMenuSearch(database),
    placeOrder: createPlaceOrder(database, {
      providerOf: payments.providerOf,
      payMinutes: config.PAYMENT_TIMEOUT_MINUTES,
      onBatch: (size) => metrics.placeBatch.observe(size),
    }),
    payments,
    positions: new CourierPositions(onError),
    showCourier,
    reports: createReports(onError),
  }
  const admission = createAdmission((waiting) => metrics.newcomers.set(waiting))
  const requestLimits = createRequestLimits(config)
  const findSession = createSessionLookup(database, config.SESSION_TTL_DAYS)
  const resumeFeed = createFeedResumption(database)
  const recheckSessions = sessions.recheck
  const catchUp = createCatchUp({ io, feedHeads: (ids) => feedHeads(database, ids), resumeFeed, recheckSessions, onError })
  redis?.listen({ onRenewed: catchUp.catchUp, onMissedByOthers: () => otherNodes?.catchUp() })
  otherNodes?.listen({ onSessionsEnded: sessions.endHere, onCatchUp: catchUp.catchUp })
  const hearing = redis && { joined: redis.subscribed, caughtUp: catchUp.count }
  const greeting = () => ({ ...server, time: new Date().toISOString() })
  for (const name of namespaces) {
    const namespace = io.of(name)
    guard(namespace, name, { addresses, admission, findSession, metrics, trustedProxies: config.TRUSTED_PROXIES, inFlight, toFailure })
    welcome(namespace, name, { server: greeting, resumeFeed, hearing, metrics, onError })
    serve(namespace, handlers[name], { services, requestLimits, metrics, log, inFlight, toFailure })
  }

  if (redis) for (const name of ['/', '/staff']) limitOnAllNodes(io.of(name), redis.attendance)

  const routes = createRoutes({
    server,
    checks: { database: () => database.query('select 1') },
    details: () => ({ payments: backlog.unsettled }),
    optional: redis && { redis: redis.check },
    isDraining: () => inFlight.draining,
    registry: metrics.registry,
    allWorkers: askAllWorkers?.(metrics.registry),
    demo: config.DEMO,
    log,
  })
  const engine = startEngine(server.engine, io, [...routes, ...paymentRoutes(database, payments)], {
    trustedProxies: config.TRUSTED_PROXIES,
    log,
    onEvicted: () => metrics.evictions.inc(),
    mayOpen: admission.hasRoom,
    sharePort: askAllWorkers !== undefined,
  })

  addresses.watch(io.engine)

  const background = startBackground({ database, publisher, payments, backlog, log, onError })
  port = await engine.listen(config.PORT, config.HOST)
  return {
    port,
    stop: async () => {
      engine.stopListening()
      await drain(io, inFlight)
      sessions.stop()
      catchUp.stop()
      services.positions.stop()
      await services.reports.stop()
      await background.stop()
      await engine.close()
      await redis?.stop()
      metrics.registry.clear()
    },
  }
}
