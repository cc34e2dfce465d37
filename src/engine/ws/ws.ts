/** Socket.IO and the HTTP routes on Node's HTTP server. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Socket as NetSocket } from 'node:net'
import type { Socket } from 'engine.io'
import type { Server as IoServer } from 'socket.io'
import type { Route } from '../../http/route.ts'
import { limitBackpressure } from '../wire/backpressure.ts'
import { badUpgrade, namesConnection } from '../wire/bad-upgrade.ts'
import type { Engine, EngineOptions } from '../wire/engine.ts'
import { maxHeadBytes } from '../wire/head.ts'
import { explainTaken } from '../wire/port.ts'
import { createUpgradeQueue, type UpgradeQueue } from '../wire/upgrade-queue.ts'
import { answerWithNode } from './http.ts'
import { webSocketOf } from './web-socket.ts'

const ignore = () => undefined

/**
 * Whether engine.io must not see an upgrade. It would leave one of another path open for a client that does not close it. And no client of
 * WebSockets sends a body: for one, Node 26 gives a stream in place of the socket, which has no address.
 */
const isBad = ({ url = '', headers }: IncomingMessage, path: string) =>
  !url.startsWith(`${path}/`) ||
  namesConnection(url.replace(/^[^?]*/, '')) ||
  headers['transfer-encoding'] !== undefined ||
  (headers['content-length'] ?? '0') !== '0'

/** Queues the upgrades that engine.io handles. */
const queueUpgrades = (server: Server, path: string, queue: UpgradeQueue, isFull: EngineOptions['isFull'] = () => false) => {
  const upgrades = server.listeners('upgrade')
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request: IncomingMessage, connection: NetSocket, head: Buffer) => {
    // until engine.io listens, an unhandled error would end the process
    connection.on('error', ignore)
    if (isBad(request, path)) {
      connection.end(`HTTP/1.1 ${badUpgrade.status}\r\nConnection: close\r\n\r\n${badUpgrade.body}`, () => connection.destroy())
      return
    }
    if (isFull(queue.size())) return void connection.destroy()
    queue.add(() => {
      connection.off('error', ignore)
      if (!connection.destroyed) for (const upgrade of upgrades) upgrade.call(server, request, connection, head)
    })
  })
}

/** Node accepts one connection in each turn of the event loop. The kernel queues this many more and drops the rest. */
const backlog = 4096

/** How long a client may take to answer a close. */
const closeGraceMs = 1000

/** Cuts a connection whose client does not answer a close: the library would keep it for another 30 s. */
const cutUnansweredClose = (connection: Socket) => {
  const socket = webSocketOf(connection)
  if (!socket) return
  connection.once('close', () => {
    if (socket.readyState === socket.CLOSED) return
    const cut = setTimeout(() => socket.terminate(), closeGraceMs)
    socket.once('close', () => clearTimeout(cut))
  })
}

const wire = {
  buffered: (connection: Socket) => webSocketOf(connection)?.bufferedAmount ?? 0,
  cut: (connection: Socket) => webSocketOf(connection)?.terminate(),
}

export const startWs = (io: IoServer, routes: readonly Route[], options: EngineOptions): Engine => {
  let stopped = false
  const server = createServer({
    maxHeaderSize: maxHeadBytes,
    headersTimeout: 10_000,
    // routes limit the time of their bodies themselves
    requestTimeout: 180_000,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: 5000,
  })
  io.attach(server)
  // engine.io would leave some plain requests open forever
  server.removeAllListeners('request')
  const isStopped = () => stopped
  server.on('request', answerWithNode(routes, options, isStopped))
  queueUpgrades(server, io.path(), createUpgradeQueue(options), options.isFull)
  limitBackpressure(io.engine, wire, options.onEvicted)
  io.engine.on('connection', cutUnansweredClose)
  if (options.onConnection) io.engine.on('connection', options.onConnection)

  const connections = new Set<NetSocket>()
  function forget(this: NetSocket) {
    connections.delete(this)
  }
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.on('close', forget)
  })

  const stopListening = () => {
    stopped = true
    server.close()
  }

  return {
    name: 'ws',
    async listen(port, host) {
      server.listen({ port, host, backlog })
      await once(server, 'listening').catch(explainTaken('PORT'))
      const address = server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    },
    stopListening,
    async close() {
      stopListening()
      const cut = setTimeout(() => {
        for (const connection of connections) connection.destroy()
      }, closeGraceMs)
      await io.close()
      clearTimeout(cut)
    },
  }
}
