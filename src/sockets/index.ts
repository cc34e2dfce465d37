/** The only entry of this folder: all sockets of a gateway, from the handshake to the drain. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Socket as Connection } from 'engine.io'
import { createSessionLookup, sessionPolicyOf } from '../accounts/authenticate.ts'
import type { Config } from '../config.ts'
import { type EngineName, type Namespace, namespaces } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { createSocketServer } from '../engine/socket-io.ts'
import { createLane } from '../engine/start.ts'
import { languageOf } from '../errors/languages.ts'
import { createFeedResumption, type FeedPosition, feedHeads } from '../feed/replay.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import { ConcurrencyLimit } from '../queues/concurrency-limit.ts'
import type { RedisLink } from '../redis/link.ts'
import { createLimiter } from '../redis/rate-limiter.ts'
import type { Handler } from '../requests/kinds/handler.ts'
import type { Services } from '../requests/kinds/services.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { createCatchUp } from './delivery/catch-up.ts'
import { createDelivery } from './delivery/deliver.ts'
import { createLiveSessions } from './delivery/live-sessions.ts'
import { LocalSockets } from './delivery/local-sockets.ts'
import { createAccountLook } from './delivery/look-at-account.ts'
import { type ChangedAccount, createOtherNodes } from './delivery/other-nodes.ts'
import { createPushesBetweenNodes } from './delivery/pushes-between-nodes.ts'
import { RecentSends } from './delivery/recent-sends.ts'
import { accountRoom } from './delivery/rooms.ts'
import type { GatewayServer } from './delivery/socket.ts'
import { createStaffQueue } from './delivery/staff-queue.ts'
import { Trackers } from './delivery/trackers.ts'
import { createLinkLookup, type LookUpLink } from './delivery/tracking-links.ts'
import { countFromZero } from './dispatch/count-from-zero.ts'
import { serve } from './dispatch/dispatch.ts'
import { createFailureMapper } from './dispatch/failures.ts'
import { createRequestLimits } from './dispatch/limits.ts'
import { createRequestRates } from './dispatch/rates.ts'
import { SecurityFailures } from './dispatch/security-failures.ts'
import { drain } from './drain.ts'
import { type AccountLimit, createAccountLimit } from './handshake/account-limit.ts'
import { type AddressLimit, createAddressLimit } from './handshake/address-limit.ts'
import { guard, seemsToResume } from './handshake/handshake.ts'
import { createPacing } from './handshake/pacing.ts'
import { createRoom } from './handshake/room.ts'
import { createViewerLimit } from './handshake/viewer-limit.ts'
import { welcome } from './handshake/welcome.ts'
import { createWrongTokens } from './handshake/wrong-tokens.ts'

interface Options {
  config: Config
  database: Database
  log: Logger
  metrics: Metrics
  /** Absent when there is only one node. */
  redis: RedisLink | undefined
  server: { node: string; engine: EngineName; version: string }
  tracing: Tracing | undefined
  /** Called when a session has been found, with the language of its account. */
  onSignedIn: (accountId: string, locale: string) => void
  /** Called on every node, when something has changed that nodes know of an account besides its orders. */
  onAccountChanged: (accountId: string) => void
  onError: (error: unknown) => void
}

const newcomersMayTakeMs = 2000

/** Half of the pool's connections, so that the other half serves cheap requests. */
const turns = { atOnce: 4, maxQueued: 200 }

/** The namespaces whose sockets belong to an account. */
const hasAccounts = (name: Namespace) => name === '/' || name === '/staff'

type Handlers = Readonly<Record<Namespace, readonly Handler[]>>

export class Sockets {
  readonly io: GatewayServer
  readonly deliver: ReturnType<typeof createDelivery>['deliver']
  readonly showCourier: ReturnType<typeof createDelivery>['showCourier']
  readonly announce: ReturnType<typeof createDelivery>['announce']
  /** What this node knows of the sockets of an account. */
  readonly look: ReturnType<typeof createAccountLook>
  readonly #options: Options
  readonly #recent = new RecentSends()
  readonly #local: LocalSockets
  readonly #addressLimit: AddressLimit
  readonly #pacing: ReturnType<typeof createPacing>
  readonly #sessions: ReturnType<typeof createLiveSessions>
  readonly #staffQueue: ReturnType<typeof createStaffQueue>
  readonly #resumeFeed: ReturnType<typeof createFeedResumption>
  readonly #lookUpLink: LookUpLink
  readonly #trackers: Trackers
  readonly #catchUp: ReturnType<typeof createCatchUp>
  readonly #otherNodes: ReturnType<typeof createOtherNodes> | undefined
  readonly #accountLimits: AccountLimit[] = []
  readonly #securityFailures: SecurityFailures
  #isDraining = false
  #isClosed = false

  constructor(options: Options) {
    const { config, database, log, metrics, redis, onAccountChanged, onError } = options
    this.#options = options
    this.#securityFailures = new SecurityFailures(database, onError)
    this.#addressLimit = createAddressLimit(config, log, redis?.socketCounts)
    this.#pacing = createPacing((waiting) => metrics.newcomers.set(waiting))
    const io: GatewayServer = createSocketServer(config, {
      isCrowded: this.#addressLimit.isFull,
      onRefused: (reason) => metrics.handshakes.inc({ namespace: 'none', outcome: reason }),
    })
    this.io = io
    if (redis) io.adapter(redis.adapter)
    this.#lookUpLink = createLinkLookup(database)
    this.#trackers = new Trackers({
      namespace: io.of('/track'),
      lookUp: this.#lookUpLink,
      follow: redis && ((accountId) => redis.follow({ namespace: '/', room: accountRoom(accountId) })),
      subscribed: async () => redis?.subscribed(),
      onError,
    })
    const trackers = this.#trackers
    const local = new LocalSockets(io, createLane(options.server.engine), trackers, this.#recent)
    this.#local = local
    this.look = createAccountLook(io, local, this.#recent)

    const accountChangedHere = ({ accountId, locale }: ChangedAccount) => {
      onAccountChanged(accountId)
      if (locale !== undefined) local.speak(accountId, languageOf([locale]))
    }

    const otherNodes = redis && createOtherNodes(io)
    this.#otherNodes = otherNodes
    this.#sessions = createLiveSessions({ io, database, sessionTtlDays: config.SESSION_TTL_DAYS, otherNodes, onError })
    this.#staffQueue = createStaffQueue({
      io,
      database,
      otherNodes,
      hasReceivers: async (rooms) => redis?.hasReceivers(rooms.map((room) => ({ namespace: '/staff', room }))) ?? false,
      onError,
    })
    const { deliver, showCourier, announce } = createDelivery({
      io,
      local,
      others: redis && createPushesBetweenNodes(redis, local),
      metrics,
      onPushes: this.#staffQueue.onPushes,
      endSessions: this.#sessions.endSessions,
      endLinks: (orderId) => {
        trackers.endHere(orderId, 'revoked')
        otherNodes?.endLinks({ orderId, reason: 'revoked' })
      },
      accountChanged: (changed) => {
        accountChangedHere(changed)
        otherNodes?.accountChanged(changed)
      },
    })
    this.deliver = deliver
    this.showCourier = showCourier
    this.announce = announce

    this.#resumeFeed = createFeedResumption(database)
    this.#catchUp = createCatchUp({
      io,
      local,
      feedHeads: (ids) => feedHeads(database, ids),
      resumeFeed: this.#resumeFeed,
      recheckSessions: this.#sessions.recheck,
      refreshTrackers: trackers.refreshAll,
      onError,
    })
    redis?.listen({ onRenewed: this.#catchUp.catchUp, onMissedByOthers: () => otherNodes?.catchUp() })
    otherNodes?.listen({
      onSessionsEnded: this.#sessions.endHere,
      onLinksEnded: ({ orderId, reason }) => trackers.endHere(orderId, reason),
      onRoomWanted: (wanted) => {
        for (const limit of this.#accountLimits) limit.makeRoomHere(wanted)
      },
      onAccountChanged: accountChangedHere,
      onCatchUp: this.#catchUp.catchUp,
    })
  }

  /** Accepts sockets on every namespace and answers their requests. `onFeedRead` hears how far a customer's feed was read at the welcome. */
  serve(handlers: Handlers, services: Services, onFeedRead: (accountId: string, seq: number) => void): void {
    const { config, database, log, metrics, redis, tracing, onError } = this.#options
    countFromZero(metrics, handlers)
    const securityFailures = this.#securityFailures
    const toFailure = createFailureMapper(log, services.menu.firstLanguage, tracing?.here)
    const requestLimits = createRequestLimits(config)
    const takeTurn = new ConcurrencyLimit(turns).limit
    const newLimiter = createLimiter(redis?.client)
    const requestRates = createRequestRates(config, newLimiter)
    const admission = {
      addressLimit: this.#addressLimit,
      pacing: this.#pacing,
      findSession: createSessionLookup(database, sessionPolicyOf(config), { admitsEnrolling: true }),
      onSignedIn: this.#options.onSignedIn,
      lookUpLink: this.#lookUpLink,
      wrongTokens: createWrongTokens(config, newLimiter),
      viewerLimit: createViewerLimit(redis?.socketCounts),
      requestLimits,
      trustedProxies: config.TRUSTED_PROXIES,
    }
    const greeting = {
      local: this.#local,
      recent: this.#recent,
      server: () => ({ ...this.#options.server, time: new Date().toISOString() }),
      resumeFeed: async (accountId: string, position: FeedPosition | undefined) => {
        const resumption = await this.#resumeFeed(accountId, position)
        onFeedRead(accountId, resumption.seq)
        return resumption
      },
      following: redis && { subscribed: redis.subscribed, catchUps: this.#catchUp.count },
    }
    for (const name of namespaces) {
      const namespace = this.io.of(name)
      const accountLimit = createAccountLimit(namespace, hasAccounts(name) ? redis?.socketCounts : undefined, this.#otherNodes)
      this.#accountLimits.push(accountLimit)
      guard(namespace, name, { ...admission, accountLimit, metrics, isClosed: this.isClosed, log, toFailure, tracing })
      welcome(namespace, name, { ...greeting, metrics, onError })
      serve(namespace, name, handlers[name], {
        services,
        requestLimits,
        requestRates,
        takeTurn,
        metrics,
        log,
        securityFailures,
        toFailure,
        tracing,
      })
    }
  }

  /** What the engine asks of the sockets: whether it may accept more connections, and to count each. */
  get admission() {
    const onConnection = (connection: Connection) => {
      this.#pacing.opened(connection)
      this.#addressLimit.count(connection)
    }
    return { mayOpen: this.#pacing.hasRoom, returns: seemsToResume, isFull: createRoom(this.io, this.#options), onConnection }
  }

  /** Whether the address may not open another connection. */
  readonly isCrowded = (address: string): boolean => this.#addressLimit.isFull({ remoteAddress: address, headers: {} })

  /** The node sends its sockets off, and accepts no more. */
  readonly isClosed = (): boolean => this.#isClosed

  readonly isDraining = (): boolean => this.#isDraining

  /** From now on the node is not ready. It serves and accepts sockets as before. */
  readonly beginDrain = (): void => {
    this.#isDraining = true
  }

  /** Call it when the engine no longer listens. Tells each socket at a moment of its own to reconnect, and closes it; serves it until then. */
  async drain(): Promise<void> {
    // clients that have connected in the last moment are let in, and then sent off like the others
    for (const deadline = performance.now() + newcomersMayTakeMs; !this.#pacing.isIdle() && performance.now() < deadline; ) await delay(20)
    this.#isClosed = true
    await drain(this.io)
    this.#sessions.stop()
    this.#catchUp.stop()
    this.#staffQueue.stop()
    this.#trackers.stop()
    await this.#securityFailures.stop()
  }
}
