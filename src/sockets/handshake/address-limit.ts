/** How many connections one address may have, whether or not they ever say who they are. */
import type { BaseServer, Socket } from 'engine.io'
import type { Config } from '../../config.ts'
import { clientNetwork } from '../../http/client-address.ts'
import type { Logger } from '../../logger.ts'
import type { Attendance } from '../../redis/socket-counts.ts'

const warnEveryMs = 60_000

/** An address's connections are noted for all nodes under this and the address. */
const prefix = 'address:'

interface Handshake {
  remoteAddress: string | undefined
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/** The limit of each address. What has not said who it is counts on its own node only. */
export interface AddressLimit {
  readonly limit: number
  /** The address has more than it may, and as many again that are to be told so: its upgrades are not even begun. */
  isFull(handshake: Handshake): boolean
  /** This connection is one too many. It is open only to be told so. */
  isOver(connection: object): boolean
  /** Resolves with whether the address of this connection has no more than it may on all nodes together. */
  fits(connection: object): Promise<boolean>
  /** Counts the connections of the engine from now on. */
  watch(engine: BaseServer): void
}

type Settings = Pick<Config, 'RATE_LIMITS' | 'MAX_CONNECTIONS_PER_ADDRESS' | 'TRUSTED_PROXIES'>

export const createAddressLimit = (
  { RATE_LIMITS, MAX_CONNECTIONS_PER_ADDRESS, TRUSTED_PROXIES }: Settings,
  log: Pick<Logger, 'warn'>,
  /** Absent where there is one node. */
  attendance: Attendance | undefined,
): AddressLimit => {
  const limit = RATE_LIMITS === 'on' ? MAX_CONNECTIONS_PER_ADDRESS : Number.POSITIVE_INFINITY
  const open = new Map<string, number>()
  const addresses = new WeakMap<object, string>()
  const over = new WeakSet<object>()
  let warnedAt = Number.NEGATIVE_INFINITY

  const addressOf = ({ remoteAddress = '', headers }: Handshake) => {
    const forwarded = headers['x-forwarded-for']
    return clientNetwork(remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, TRUSTED_PROXIES)
  }

  const refuse = (connection: object) => {
    over.add(connection)
    if (performance.now() - warnedAt < warnEveryMs) return
    warnedAt = performance.now()
    log.warn(
      { limit },
      'an address has more connections than MAX_CONNECTIONS_PER_ADDRESS; if it is a proxy, TRUSTED_PROXIES has to name it',
    )
  }

  const count = (connection: Socket) => {
    const address = addressOf({ remoteAddress: connection.remoteAddress, headers: connection.request.headers })
    const now = (open.get(address) ?? 0) + 1
    open.set(address, now)
    addresses.set(connection, address)
    if (now > limit) refuse(connection)
    connection.once('close', () => {
      const left = (open.get(address) ?? 1) - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
      void attendance?.note(prefix + address, left)
    })
  }

  return {
    limit,
    isFull: (handshake) => limit !== Number.POSITIVE_INFINITY && (open.get(addressOf(handshake)) ?? 0) >= 2 * limit,
    isOver: (connection) => over.has(connection),
    async fits(connection) {
      const address = addresses.get(connection)
      if (!attendance || address === undefined) return true
      const fits = await attendance.fits(prefix + address, open.get(address) ?? 0, limit)
      if (!fits) refuse(connection)
      return fits
    },
    watch(engine) {
      if (limit === Number.POSITIVE_INFINITY) return
      engine.on('connection', count)
      attendance?.renewFrom(
        () => Array.from(open.keys(), (address) => prefix + address),
        (place) => open.get(place.slice(prefix.length)) ?? 0,
      )
    },
  }
}
