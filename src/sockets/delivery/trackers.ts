/**
 * The sockets of this node that follow an order by a link. They are sent what the customer of the order is sent, derived from the same push,
 * so an order without such sockets costs nothing. Only the state counts: where a push is missing, the order is read again.
 */
import type { SessionEndReason } from '../../contract/index.ts'
import type { Frame } from '../../engine/wire/lane.ts'
import type { GatewayNamespace, GatewaySocket } from './socket.ts'
import { changeIn, type TrackedChange } from './tracked-change.ts'
import type { Link, LookUpLink, Tracking } from './tracking-links.ts'

/** A node that Redis does not reach still ends links that were revoked elsewhere within this time. */
const recheckEveryMs = 20_000

export type TrackingEnd = Extract<SessionEndReason, 'revoked' | 'expired'>

interface Dependencies {
  namespace: GatewayNamespace
  lookUp: LookUpLink
  /** Receives what other nodes push to an account; returns how to stop. Absent when there is only one node. */
  follow: ((accountId: string) => () => void) | undefined
  /** Resolves when this node receives what others publish. */
  subscribed: () => Promise<void>
  onError: (error: unknown) => void
}

const end = (socket: GatewaySocket, reason: TrackingEnd) => {
  socket.emit('session:ended', { reason })
  socket.disconnect(true)
}

const wasSent = (tracking: Tracking, version: number) =>
  tracking.version !== undefined && (version < tracking.version || (version === tracking.version && tracking.isWhole))

export class Trackers {
  readonly #dependencies: Dependencies
  readonly #byAccount = new Map<string, { sockets: Set<GatewaySocket>; unfollow: (() => void) | undefined }>()
  readonly #rechecking: NodeJS.Timeout

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#rechecking = setInterval(this.refreshAll, recheckEveryMs)
    dependencies.namespace.on('connection', (socket) => {
      this.#join(socket)
      socket.on('disconnect', () => this.#leave(socket))
      this.#welcome(socket).catch((error: unknown) => {
        dependencies.onError(error)
        // a close without `session:ended` makes every client reconnect
        socket.conn.close()
      })
    })
  }

  has(accountId: string): boolean {
    return this.#byAccount.has(accountId)
  }

  /** A push to the customer, as it is sent on `/`. */
  take(accountId: string, frame: Frame): void {
    const sockets = this.#byAccount.get(accountId)?.sockets
    const change = sockets && changeIn(frame)
    if (change)
      for (const socket of sockets) if (socket.data.tracking?.orderId === change.orderId) this.#tell(socket, socket.data.tracking, change)
  }

  /** Disconnects those who follow an order on this node. */
  endHere(orderId: string, reason: TrackingEnd): void {
    for (const socket of this.#all()) if (socket.data.tracking?.orderId === orderId) end(socket, reason)
  }

  /** Sends what may have been missed, and ends what is not valid any more. */
  readonly refreshAll = (): void => {
    for (const socket of this.#all()) this.#refreshInBackground(socket)
  }

  stop(): void {
    clearInterval(this.#rechecking)
  }

  *#all(): Generator<GatewaySocket> {
    for (const { sockets } of this.#byAccount.values()) yield* sockets
  }

  #join(socket: GatewaySocket): void {
    const { tracking } = socket.data
    if (!tracking) return
    const { accountId } = tracking
    const here = this.#byAccount.get(accountId) ?? { sockets: new Set(), unfollow: this.#dependencies.follow?.(accountId) }
    this.#byAccount.set(accountId, here)
    here.sockets.add(socket)
  }

  #leave(socket: GatewaySocket): void {
    const accountId = socket.data.tracking?.accountId ?? ''
    const here = this.#byAccount.get(accountId)
    if (!here?.sockets.delete(socket) || here.sockets.size > 0) return
    this.#byAccount.delete(accountId)
    here.unfollow?.()
  }

  /** The socket has joined, so that a push in between is not lost: it names a version, and the order is read until it is as new. */
  async #welcome(socket: GatewaySocket): Promise<void> {
    await this.#dependencies.subscribed()
    await this.#refresh(socket)
  }

  async #refresh(socket: GatewaySocket): Promise<void> {
    const { tracking } = socket.data
    let link: Link | undefined
    let newest: number
    do {
      if (!tracking || !socket.connected) return
      newest = tracking.newest
      link = await this.#dependencies.lookUp(tracking.hash)
      if (!link) return end(socket, 'revoked')
      if (link.expiresInMs !== null && link.expiresInMs <= 0) return end(socket, 'expired')
      // a push that came meanwhile may be newer than what was read; one that came before is in it, unless PostgreSQL has lost its last commits
    } while (tracking.newest > newest && link.order.version < tracking.newest)
    this.#planEnd(socket, link)
    const { version } = link.order
    if (version >= newest && wasSent(tracking, version)) return
    Object.assign(tracking, { version, newest: version, isWhole: true })
    socket.emit('order:tracked', { order: link.order, time: new Date().toISOString() })
  }

  /** What ends later is planned by the next recheck. */
  #planEnd(socket: GatewaySocket, { expiresInMs }: Link): void {
    if (expiresInMs === null || expiresInMs > recheckEveryMs) return
    setTimeout(() => this.#refreshInBackground(socket), Math.ceil(expiresInMs) + 1).unref()
  }

  #refreshInBackground(socket: GatewaySocket): void {
    this.#refresh(socket).catch(this.#dependencies.onError)
  }

  #tell(socket: GatewaySocket, tracking: Tracking, change: TrackedChange): void {
    const { version, event, data } = change
    if (version !== undefined) this.#tellVersion(socket, tracking, { ...change, version })
    else if (tracking.version !== undefined) socket.volatile.emit(event, data)
  }

  #tellVersion(socket: GatewaySocket, tracking: Tracking, { event, version, data }: Required<TrackedChange>): void {
    tracking.newest = Math.max(tracking.newest, version)
    if (tracking.version === undefined || wasSent(tracking, version)) return
    // what came in between is not in this push
    if (version > tracking.version + 1) this.#refreshInBackground(socket)
    else {
      socket.emit(event, data)
      tracking.isWhole = false
      tracking.version = version
    }
  }
}
