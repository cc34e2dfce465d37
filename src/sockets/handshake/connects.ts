/** The CONNECT packets of each Engine.IO connection. */
import { AppError } from '../../errors.ts'
import type { GatewaySocket, SocketData } from '../delivery/socket.ts'

interface Connects {
  /** The namespaces that it has asked for. */
  asked: Set<string>
  /** Those of them that it will never join. */
  refused: Set<string>
  request?: FromRequest
}

type FromRequest = Pick<SocketData, 'client' | 'language'>

const connections = new WeakMap<object, Connects>()

const connectsOf = ({ conn }: GatewaySocket): Connects => {
  const connects = connections.get(conn) ?? { asked: new Set(), refused: new Set() }
  connections.set(conn, connects)
  return connects
}

/** What the request says of the program at the other end. It is read at the first CONNECT: later ones find no request (`releaseRequest`). */
export const fromRequest = (socket: GatewaySocket, read: () => FromRequest): FromRequest => {
  const connects = connectsOf(socket)
  connects.request ??= read()
  return connects.request
}

/** A second CONNECT to the same namespace is refused without a database query. */
export const claimConnect = (socket: GatewaySocket): void => {
  const { conn, nsp } = socket
  const { asked } = connectsOf(socket)
  if (asked.has(nsp.name)) {
    // no client library does this, so close the connection
    setImmediate(() => conn.close())
    throw new AppError('already_connected')
  }
  asked.add(nsp.name)
}

/**
 * Closes the connection after the refusal has been sent, unless it is in another namespace or may come into one. The packet that disconnects comes
 * first: without it, socket.io-client before 4.4 takes the refusal for a lost connection, and tries the same token again for ever.
 */
export const closeRefused = (socket: GatewaySocket): void => {
  const { conn, nsp } = socket
  const { asked, refused } = connectsOf(socket)
  refused.add(nsp.name)
  setImmediate(() => {
    if (refused.size < asked.size) return
    conn.write(nsp.name === '/' ? '1' : `1${nsp.name},`)
    conn.close()
  })
}
