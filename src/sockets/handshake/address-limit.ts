/** How many connections an IP address may have open, authenticated or not. */
import type { Socket } from 'engine.io'
import type { Config } from '../../config.ts'
import { clientNetwork } from '../../http/client-address.ts'
import { networkAllowances, networksOf } from '../../http/client-networks.ts'
import type { Logger } from '../../logger.ts'
import type { SocketCounts } from '../../redis/socket-counts.ts'

const warnEveryMs = 60_000

/** In Redis the connections of a network are counted under this prefix and the network. */
const prefix = 'address:'

interface Handshake {
  remoteAddress: string | undefined
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Connections that have not sent CONNECT count on their own node only. */
export interface AddressLimit {
  readonly limit: number
  /** The address has more than twice the limit: refuse the upgrade, without a connection that could carry an error. */
  isFull(handshake: Handshake): boolean
  /** This connection exceeds the limit on this node. It stays open only until it has received the error. */
  isOver(connection: object): boolean
  /** Resolves with whether the address of this connection is within the limit on all nodes together. */
  fits(connection: object): Promise<boolean>
  /** Counts a connection until it closes. */
  count(connection: Socket): void
}

type Settings = Pick<Config, 'RATE_LIMITS' | 'MAX_CONNECTIONS_PER_ADDRESS' | 'TRUSTED_PROXIES'>

const unlimited: AddressLimit = {
  limit: Number.POSITIVE_INFINITY,
  isFull: () => false,
  isOver: () => false,
  fits: async () => true,
  count: () => undefined,
}

/** `socketCounts` is absent when there is only one node. */
export const createAddressLimit = (settings: Settings, log: Pick<Logger, 'warn'>, socketCounts: SocketCounts | undefined): AddressLimit =>
  settings.RATE_LIMITS === 'on'
    ? new CountedAddresses(settings.MAX_CONNECTIONS_PER_ADDRESS, settings.TRUSTED_PROXIES, log, socketCounts)
    : unlimited

class CountedAddresses implements AddressLimit {
  readonly limit: number
  readonly #trustedProxies: readonly string[]
  readonly #log: Pick<Logger, 'warn'>
  readonly #socketCounts: SocketCounts | undefined
  readonly #open = new Map<string, number>()
  readonly #networks = new WeakMap<object, readonly string[]>()
  readonly #over = new WeakSet<object>()
  #warnedAt = Number.NEGATIVE_INFINITY

  constructor(limit: number, trustedProxies: readonly string[], log: Pick<Logger, 'warn'>, socketCounts: SocketCounts | undefined) {
    this.limit = limit
    this.#trustedProxies = trustedProxies
    this.#log = log
    this.#socketCounts = socketCounts
    socketCounts?.renewFrom(
      () => Array.from(this.#open.keys(), (network) => prefix + network),
      (place) => this.#openFrom(place.slice(prefix.length)),
    )
  }

  readonly isFull = (handshake: Handshake): boolean =>
    this.#networksFrom(handshake).some((network, at) => this.#openFrom(network) >= 2 * this.#limitAt(at))

  isOver(connection: object): boolean {
    return this.#over.has(connection)
  }

  async fits(connection: object): Promise<boolean> {
    const networks = this.#networks.get(connection)
    const counts = this.#socketCounts
    if (!counts || !networks) return true
    const each = networks.map((network, at) => counts.fits(prefix + network, this.#openFrom(network), this.#limitAt(at)))
    const fits = (await Promise.all(each)).every(Boolean)
    if (!fits) this.#markOver(connection)
    return fits
  }

  readonly count = (connection: Socket): void => {
    const networks = this.#networksFrom({ remoteAddress: connection.remoteAddress, headers: connection.request.headers })
    for (const network of networks) this.#open.set(network, this.#openFrom(network) + 1)
    this.#networks.set(connection, networks)
    if (networks.some((network, at) => this.#openFrom(network) > this.#limitAt(at))) this.#markOver(connection)
    connection.once('close', () => networks.forEach(this.#leave))
  }

  readonly #leave = (network: string): void => {
    const left = this.#openFrom(network) - 1
    if (left === 0) this.#open.delete(network)
    else this.#open.set(network, left)
    void this.#socketCounts?.note(prefix + network, left)
  }

  #openFrom(network: string): number {
    return this.#open.get(network) ?? 0
  }

  /** The limit of the network at this place in `networksOf`. */
  #limitAt(at: number): number {
    return this.limit * (networkAllowances[at] ?? 1)
  }

  #networksFrom({ remoteAddress = '', headers }: Handshake): readonly string[] {
    const forwarded = headers['x-forwarded-for']
    return networksOf(clientNetwork(remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, this.#trustedProxies))
  }

  #markOver(connection: object): void {
    this.#over.add(connection)
    if (performance.now() - this.#warnedAt < warnEveryMs) return
    this.#warnedAt = performance.now()
    this.#log.warn(
      { limit: this.limit },
      'an address has more connections than MAX_CONNECTIONS_PER_ADDRESS; if it is a proxy, add it to TRUSTED_PROXIES',
    )
  }
}
