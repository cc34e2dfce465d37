/** Makes a socket small: what its handshake leaves behind takes more memory than what an idle socket needs. */
import type { GatewaySocket } from '../delivery/socket.ts'

/**
 * Node keeps listeners in an object without a prototype, which V8 stores as a hash table. A copy is stored as the fields of an object.
 * The lists in it stay: from 24 on, Node counts on each how many `emit`s are under way, and skips listeners if the count is lost.
 */
const compactListeners = (emitter: object) => {
  const events: unknown = Reflect.get(emitter, '_events')
  if (typeof events === 'object') Reflect.set(emitter, '_events', Object.setPrototypeOf({ ...events }, null))
}

/** The first `push` reserves room for 17 entries, and a copy has room for those that are there. */
const compactList = (owner: object, name: string) => {
  const list: unknown = Reflect.get(owner, name)
  if (Array.isArray(list)) Reflect.set(owner, name, list.slice())
}

/** Shared by all sockets, in place of what each does not need any more. */
export const nothing = Object.freeze({})

/** In place of what each socket knows of its handshake: `socket.data` has what is needed later. */
const anyHandshake = Object.freeze({
  headers: nothing,
  query: nothing,
  auth: nothing,
  time: '',
  url: '',
  address: '',
  xdomain: false,
  secure: false,
  issued: 0,
})

/** Every Socket.IO connection makes a parser with the same options, which are only read. */
let parserOptions: unknown

const compactParser = (parser: unknown) => {
  if (typeof parser !== 'object' || parser === null) return
  parserOptions ??= Reflect.get(parser, 'opts')
  Reflect.set(parser, 'opts', parserOptions)
  const listeners: unknown = Reflect.get(parser, '_callbacks')
  if (typeof listeners === 'object' && listeners !== null) compactList(listeners, '$decoded')
}

/** Call it when the socket has all its listeners and was sent what the handshake sends. */
export const compact = (socket: GatewaySocket): void => {
  const { conn, client, data } = socket
  for (const emitter of [socket, conn, conn.transport]) compactListeners(emitter)
  for (const name of ['cleanupFn', 'sentCallbackFn']) compactList(conn, name)
  compactList(socket, '_anyListeners')
  compactParser(Reflect.get(client, 'decoder'))
  Reflect.set(socket, 'handshake', anyHandshake)
  // the same text as in `data`, kept once
  Reflect.set(conn, 'remoteAddress', data.client.address)
  // the room that Socket.IO makes for each socket: we send to accounts
  void socket.leave(socket.id)
}
