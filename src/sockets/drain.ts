import { setTimeout as delay } from 'node:timers/promises'
import { namespaces } from '../contract/index.ts'
import type { GatewayServer } from './delivery/socket.ts'
import type { InFlight } from './dispatch/dispatch.ts'

const maxHandlersMs = 10_000
const maxReconnectDelayMs = 10_000
const batches = 20
const pauseMs = 50

/** Lets running requests finish, tells each socket when to reconnect, and closes the sockets in batches. */
export const drain = async (io: GatewayServer, inFlight: InFlight): Promise<void> => {
  inFlight.draining = true
  const deadline = performance.now() + maxHandlersMs
  while (inFlight.count > 0 && performance.now() < deadline) await delay(20)
  const sockets = namespaces.flatMap((name) => [...io.of(name).sockets.values()])
  for (const socket of sockets) {
    socket.emit('server:draining', { reconnectAfterMs: Math.floor(Math.random() * maxReconnectDelayMs) })
  }
  // the message must leave before the connection closes
  await delay(pauseMs)
  const batchSize = Math.ceil(sockets.length / batches)
  for (let at = 0; at < sockets.length; at += batchSize) {
    for (const socket of sockets.slice(at, at + batchSize)) socket.disconnect(true)
    await delay(pauseMs)
  }
}
