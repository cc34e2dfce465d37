/** Makes a socket small: what its handshake leaves behind takes more memory than what an idle socket needs. */
import type { GatewaySocket } from '../delivery/socket.ts'

/** Node keeps listeners in an object without a prototype, which V8 stores as a hash table. A copy is stored as the fields of an object. */
const compactListeners = (emitter: object) => {
  const events: unknown = Reflect.get(emitter, '_events')
  if (typeof events === 'object') Reflect.set(emitter, '_events', Object.setPrototypeOf({ ...events }, null))
}

/** The first `push` reserves room for 17 entries, and a copy has room for those that are there. */
const compactList = (owner: object, name: string) => {
  const list: unknown = Reflect.get(owner, name)
  if (Array.isArray(list)) Reflect.set(owner, name, list.slice())
}

/** Call it when the socket has all its listeners and was sent what the handshake sends. */
export const compact = (socket: GatewaySocket): void => {
  const { conn } = socket
  for (const emitter of [socket, conn, conn.transport]) compactListeners(emitter)
  for (const name of ['cleanupFn', 'sentCallbackFn']) compactList(conn, name)
  compactList(socket, '_anyListeners')
}
