/** The composition root: makes every part of a gateway once and connects the parts by hand. */
import type { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { createSessionLookup, sessionPolicyOf } from '../accounts/authenticate.ts'
import { createPasswordHasher } from '../accounts/passwords.ts'
import { createSeal, readKeys } from '../accounts/seal.ts'
import { type Config, usesRedis } from '../config.ts'
import type { Database } from '../database/database.ts'
import { isOutage } from '../database/failures.ts'
import { chooseEngine, startEngine } from '../engine/start.ts'
import type { Engine } from '../engine/wire/engine.ts'
import { answerQuestions } from '../feed/explain/ask-nodes.ts'
import { createPublisher } from '../feed/publish.ts'
import { connectionRoute } from '../http/connection.ts'
import { localUrl } from '../http/local-url.ts'
import { mailRoutes } from '../http/mail.ts'
import { metricsRoute } from '../http/metrics.ts'
import { pictureRoutes } from '../http/pictures.ts'
import { type AllWorkers, createRoutes } from '../http/routes.ts'
import { paymentRoutes } from '../http/webhooks.ts'
import type { Logger } from '../logger.ts'
import { Sender } from '../messages/sender.ts'
import { registerNodeState } from '../metrics/node.ts'
import { createMetrics, type Metrics } from '../metrics.ts'
import { KnownCustomers } from '../orders/known-customers.ts'
import { warmUpOrders } from '../orders/warm-up.ts'
import { FailingRefunds } from '../payments/failing-refunds.ts'
import { createPayments } from '../payments/payments.ts'
import { createPictures } from '../pictures/create.ts'
import { createPush } from '../push/push.ts'
import type { RedisLink } from '../redis/link.ts'
import { registerRedisMetrics } from '../redis/metrics.ts'
import { createLimiter } from '../redis/rate-limiter.ts'
import { handlers } from '../requests/index.ts'
import type { Services } from '../requests/kinds/services.ts'
import { Sockets } from '../sockets/index.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { version } from '../version.ts'
import { startBackground } from './background.ts'
import { nothingWaits } from './backlog.ts'
import { watchCertificate } from './certificate.ts'
import { createMail } from './mail.ts'
import { type MetricsPort, openMetricsPort } from './metrics-port.ts'
import { createNodeState } from './node-state.ts'
import { ProxyWatch } from './proxy-watch.ts'
import { countRunning } from './running-routes.ts'
import { createServices } from './services.ts'
import { tracedDelivery } from './traced-delivery.ts'

export interface Gateway {
  /** The port that it listens on. */
  port: number
  /** Stops accepting connections, finishes running requests, tells every socket to reconnect elsewhere, and closes. */
  stop(): Promise<void>
}

interface Running {
  http: ReturnType<typeof countRunning>
  proxies: ProxyWatch
  engine: Engine
  sockets: Sockets
  services: Services
  background: ReturnType<typeof startBackground>
  redis: RedisLink | undefined
  metrics: Metrics
  metricsPort: MetricsPort | undefined
  stopAnswering: () => void
}

const stopAll = async (
  config: Pick<Config, 'DRAIN_DELAY_SECONDS'>,
  { http, proxies, engine, sockets, services, background, redis, metrics, metricsPort, stopAnswering }: Running,
): Promise<void> => {
  sockets.beginDrain()
  await proxies.wait(config.DRAIN_DELAY_SECONDS)
  engine.stopListening()
  await sockets.drain()
  await http.finished()
  services.positions.stop()
  await services.reports.stop()
  await services.passwordResets.settled()
  await background.stop()
  await engine.close()
  stopAnswering()
  await redis?.stop()
  metricsPort?.stop()
  metrics.registry.clear()
}

interface Process {
  /** The id of this node. */
  node?: string
  /** How a worker asks all workers on its port, given its own metrics. */
  askAllWorkers?: (registry: Registry) => AllWorkers
  /** Absent when nothing is traced. */
  tracing?: Tracing | undefined
}

/** Starts a gateway on a database whose schema is up to date. Resolves when it listens. */
export const startGateway = async (
  config: Config,
  database: Database,
  log: Logger,
  { node = uuidv7(), askAllWorkers, tracing }: Process = {},
): Promise<Gateway> => {
  const onError = (error: unknown) => {
    if (!isOutage(error)) log.error({ err: error }, 'background work failed')
  }
  const chosen = chooseEngine(config.ENGINE, log)
  const server = { node, engine: chosen.name, version }
  const { build } = chosen
  const backlog = nothingWaits()
  const passwords = createPasswordHasher()
  const metrics = createMetrics({ ...server, build, pool: database.pool, backlog, passwordQueue: passwords.queued })

  await database.checkRequests()
  await database.warmUp(warmUpOrders)
  // orders can be placed without it, through the pool: /readyz shows it
  await database.checkReserved().catch(() => undefined)
  const redis = usesRedis(config) ? await (await import('../redis/link.ts')).linkRedis(config, log) : undefined
  if (redis) registerRedisMetrics(metrics.registry, redis.status)
  const customers = new KnownCustomers(database)
  const sockets = new Sockets({
    config,
    database,
    log,
    metrics,
    redis,
    server,
    tracing,
    onSignedIn: (id, locale) => customers.speaks(id, locale),
    onAccountChanged: (id) => customers.forget(id),
    onError,
  })
  const deliver = tracing ? tracedDelivery(tracing, sockets.deliver) : sockets.deliver
  const publisher = createPublisher({ database, deliver, hasOtherNodes: redis !== undefined })

  let port = config.PORT
  const payments = await createPayments({ config, database, log, localUrl: () => localUrl(config.HOST, port), tracing })
  const push = await createPush(config, database)
  const seal = createSeal(await readKeys(database, config.STAFF_SECOND_FACTOR_KEY))
  const { showCourier, announce } = sockets
  const services = createServices({
    config,
    publicUrl: () => config.PUBLIC_URL ?? localUrl(config.HOST, port),
    database,
    passwords,
    seal,
    payments,
    push,
    metrics,
    customers,
    newLimiter: createLimiter(redis?.client),
    showCourier,
    announce,
    tracing,
    onError,
  })
  database.onCommit((pushes) => {
    services.menu.note(pushes)
    customers.note(pushes)
  })
  sockets.serve(handlers, services, publisher.welcomed)

  const proxies = new ProxyWatch()
  const optional = { placing: database.checkReserved, ...(redis && { redis: redis.check }) }
  const ready = { checks: { database: database.checkRequests }, optional }
  const shown = {
    details: () => ({ payments: backlog.unsettled }),
    isDraining: sockets.isDraining,
    onReadinessAsked: proxies.asked,
    demo: config.DEMO,
  }
  const allWorkers = askAllWorkers?.(metrics.registry)
  const measured = metricsRoute(metrics.registry, { ofAllWorkers: allWorkers?.metrics, token: config.METRICS_TOKEN })
  const { METRICS_PORT, HOST, TILES_URL, TILES_ATTRIBUTION, PAYMENT_PROVIDER } = config
  const routes = createRoutes({
    server: { ...server, build },
    ...ready,
    ...shown,
    shopName: (locale) => services.menu.shopName(locale),
    ...(TILES_URL !== undefined && { tiles: { url: TILES_URL, attribution: TILES_ATTRIBUTION } }),
    ...(PAYMENT_PROVIDER !== 'none' && { cards: PAYMENT_PROVIDER }),
    allWorkers,
    ...(METRICS_PORT === undefined && { metrics: measured }),
    log,
  })
  const pictures = createPictures(config, database)
  const uploads = pictureRoutes({
    pictures,
    lookUpSession: createSessionLookup(database, sessionPolicyOf(config)),
    allowedOrigins: config.ALLOWED_ORIGINS,
  })
  const mail = await createMail(services)
  const mails = config.DEMO && mail.folder ? mailRoutes(mail.folder) : []
  const { isCrowded, isClosed } = sockets
  const admitted = connectionRoute({ allowedOrigins: config.ALLOWED_ORIGINS, isCrowded, isDraining: isClosed })
  const http = countRunning([...routes, admitted, ...uploads, ...mails, ...paymentRoutes(database, payments, metrics)])
  const engine = startEngine(chosen, sockets.io, http.routes, {
    ...sockets.admission,
    trustedProxies: config.TRUSTED_PROXIES,
    sharePort: askAllWorkers !== undefined,
    onEvicted: () => metrics.evictions.inc(),
    log,
  })
  const channels = [mail.channel, push.channel]
  for (const { name: channel } of channels)
    for (const outcome of ['sent', 'postponed', 'failed', 'expired']) metrics.messages.inc({ channel, outcome }, 0)
  const senders = channels.map(
    (channel) => new Sender({ database, channel, log, onOutcome: (outcome) => metrics.messages.inc({ channel: channel.name, outcome }) }),
  )
  const failing = askAllWorkers ? undefined : new FailingRefunds(database, log)
  const background = startBackground({
    config,
    database,
    publisher,
    payments,
    pictures,
    menu: services.menu,
    senders,
    backlog,
    failing,
    metrics,
    log,
    onError,
  })
  registerNodeState(metrics.registry, {
    seesDatabase: background.seesDatabase,
    isDraining: sockets.isDraining,
    dataDir: config.DATA_DIR,
    certificateEndsAt: watchCertificate(config.PUBLIC_URL),
  })
  const stopAnswering = await answerQuestions(database, {
    state: createNodeState(node, sockets, redis),
    look: sockets.look,
    onError,
  })
  const metricsPort = METRICS_PORT === undefined ? undefined : await openMetricsPort(measured, METRICS_PORT, HOST, log)
  port = await engine.listen(config.PORT, HOST)

  const running = { http, proxies, engine, sockets, services, background, redis, metrics, metricsPort, stopAnswering }
  return { port, stop: () => stopAll(config, running) }
}
