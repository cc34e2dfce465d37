/** Sends the sockets to other nodes: each connection is told and closed at a moment of its own, and served until then. */
import { setTimeout as delay } from 'node:timers/promises'
import { namespaces } from '../contract/index.ts'
import type { GatewayServer, GatewaySocket } from './delivery/socket.ts'

/** The moments are spread over this time, so that the clients of a large node do not all connect at once; fewer need less. */
const spreadOfEachMs = 10
const maxSpreadMs = 8000
/** What a client has sent before it has heard the goodbye is answered. */
const graceMs = 250
const maxRunningMs = 8000
const maxReconnectDelayMs = 200
const lookEveryMs = 20

const socketsByConnection = (io: GatewayServer): GatewaySocket[][] => {
  const grouped = new Map<unknown, GatewaySocket[]>()
  for (const socket of namespaces.flatMap((name) => [...io.of(name).sockets.values()]))
    grouped.set(socket.conn, [...(grouped.get(socket.conn) ?? []), socket])
  return [...grouped.values()]
}

const isRunning = ({ data, connected }: GatewaySocket) => connected && (data.running ?? 0) > 0

const sendOff = async (sockets: readonly GatewaySocket[], momentMs: number): Promise<void> => {
  await delay(momentMs)
  const reconnectAfterMs = Math.floor(Math.random() * maxReconnectDelayMs)
  for (const socket of sockets) socket.emit('server:draining', { reconnectAfterMs })
  await delay(graceMs)
  for (const socket of sockets) socket.data.isLeaving = true
  for (const deadline = performance.now() + maxRunningMs; sockets.some(isRunning) && performance.now() < deadline; )
    await delay(lookEveryMs)
  for (const socket of sockets) socket.disconnect(true)
}

/** Resolves when every connection is closed. Call it when no new ones are accepted. */
export const drain = async (io: GatewayServer): Promise<void> => {
  const connections = socketsByConnection(io)
  const spreadMs = Math.min(maxSpreadMs, connections.length * spreadOfEachMs)
  await Promise.all(connections.map((sockets) => sendOff(sockets, Math.random() * spreadMs)))
}
