/** What a connection of engine.io does with an event of its transport, shared by all: engine.io makes functions of its own for each connection. */
import { Socket } from 'engine.io'

type React = (connection: Socket, args: readonly unknown[]) => void

/** Calls a method of the connection. The methods are private, so their absence must be noticed at the start. */
const calls = (name: string, ...first: readonly unknown[]): React => {
  const method: unknown = Reflect.get(Socket.prototype, name)
  if (typeof method !== 'function') throw new Error(`a connection of engine.io has no ${name}`)
  return (connection, args) => void Reflect.apply(method, connection, [...first, ...args])
}

/** By the name of the event, as in engine.io's `setTransport`. A transport emits no error that does not close it. */
export const reactions: ReadonlyMap<string | symbol, React> = new Map([
  ['ready', calls('flush')],
  ['packet', calls('onPacket')],
  ['drain', calls('onDrain')],
  ['close', calls('onClose', 'transport close')],
])
