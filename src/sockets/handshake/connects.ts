/** The CONNECT packets of each Engine.IO connection. */
import { namespaces } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import type { GatewaySocket, SocketData } from '../delivery/socket.ts'

/** A bit for each namespace: a set takes seven times as much memory as the rest. */
interface Connects {
  /** The namespaces that it has asked for. */
  asked: number
  /** Those of them that it will never join. */
  refused: number
  request: FromRequest | undefined
}

type FromRequest = Pick<SocketData, 'client' | 'language'>

const connections = new WeakMap<object, Connects>()

const connectsOf = ({ conn }: GatewaySocket): Connects => {
  const connects = connections.get(conn) ?? { asked: 0, refused: 0, request: undefined }
  connections.set(conn, connects)
  return connects
}

const bitOf = ({ nsp }: GatewaySocket): number => 1 << namespaces.findIndex((name) => name === nsp.name)

/** What the request says of the program at the other end. It is read at the first CONNECT: later ones find no request (`releaseRequest`). */
export const fromRequest = (socket: GatewaySocket, read: () => FromRequest): FromRequest => {
  const connects = connectsOf(socket)
  connects.request ??= read()
  return connects.request
}

/** A second CONNECT to the same namespace is refused without a database query. */
export const claimConnect = (socket: GatewaySocket): void => {
  const connects = connectsOf(socket)
  if ((connects.asked & bitOf(socket)) !== 0) {
    // no client library does this, so close the connection
    setImmediate(() => socket.conn.close())
    throw new AppError('already_connected')
  }
  connects.asked |= bitOf(socket)
}

/**
 * Closes the connection after the refusal has been sent, unless it is in another namespace or may come into one. The packet that disconnects comes
 * first: without it, socket.io-client before 4.4 takes the refusal for a lost connection, and tries the same token again for ever.
 */
export const closeRefused = (socket: GatewaySocket): void => {
  const { conn, nsp } = socket
  const connects = connectsOf(socket)
  connects.refused |= bitOf(socket)
  setImmediate(() => {
    if (connects.refused !== connects.asked) return
    conn.write(nsp.name === '/' ? '1' : `1${nsp.name},`)
    conn.close()
  })
}
