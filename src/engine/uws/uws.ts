/** Socket.IO and the HTTP routes on uWebSockets.js. */

import type { IncomingMessage } from 'node:http'
import { type Socket, uServer } from 'engine.io'
import type { Server } from 'socket.io'
import type { Route } from '../../http/route.ts'
import { limitBackpressure, maxBufferedBytes } from '../wire/backpressure.ts'
import type { Engine, EngineOptions } from '../wire/engine.ts'
import { startHeartbeat } from '../wire/heartbeat.ts'
import { claimPort } from '../wire/port.ts'
import { createUpgradeQueue } from '../wire/upgrade-queue.ts'
import type { Handle, TemplatedApp } from './api.ts'
import { answerWithUws } from './http.ts'
import { KeptRequest } from './kept-request.ts'
import type { Build } from './native.ts'
import type { Quirks } from './quirks.ts'
import { type TransportRequest, Unflushed, UwsTransport } from './transport.ts'
import { type Behavior, openQueued, queueAllowed, type Waiting } from './upgrade.ts'
import { WaitingPings } from './waiting-pings.ts'

/** Clients of a crowd that are told in one turn of the event loop that they are connected: about three milliseconds of work. */
const greetedPerTurn = 32

// any call on a closed native socket throws
const nativeSocketOf = ({ readyState, transport }: Socket) =>
  readyState !== 'closed' && transport instanceof UwsTransport ? transport.socket : undefined

const wire = {
  buffered: (connection: Socket) => nativeSocketOf(connection)?.getBufferedAmount() ?? 0,
  cut: (connection: Socket) => nativeSocketOf(connection)?.close(),
}

const pulse = {
  cut: wire.cut,
  ping: ({ transport }: Socket) => transport instanceof UwsTransport && transport.ping(),
  isAlive: ({ transport }: Socket) => transport instanceof UwsTransport && transport.isAlive,
}

/** Engine.IO with our transport: its own ignores backpressure and makes a system call for each packet. */
class UwsEngine extends uServer {
  readonly #unflushed: Unflushed

  constructor(options: ConstructorParameters<typeof uServer>[0], isCrowded: () => boolean) {
    super(options)
    this.#unflushed = new Unflushed(isCrowded)
    const forget = ({ transport }: Socket) => {
      delete this.clients[transport.sid]
      this.clientsCount -= 1
      if (transport instanceof UwsTransport) transport.release()
    }
    /** Shared by all connections, in place of a listener that engine.io makes for each. */
    function onClose(this: Socket) {
      forget(this)
    }
    this.on('connection', (connection: Socket) => {
      const { transport } = connection
      if (!(transport instanceof UwsTransport)) return
      transport.carry(connection)
      Reflect.set(connection, 'cleanupFn', [])
      // so far there is only the listener of engine.io
      connection.removeAllListeners('close')
      connection.on('close', onClose)
    })
  }

  /** A client that was told of its connection before engine.io knows it by this id. */
  override generateId(request: IncomingMessage): string | PromiseLike<string> {
    return request instanceof KeptRequest ? request.sid : super.generateId(request)
  }

  /** What engine.io says when a connection opens. */
  readonly openPacket = (sid: string): string => {
    const { pingInterval, pingTimeout, maxHttpBufferSize } = this.opts
    return `0${JSON.stringify({ sid, upgrades: [], pingInterval, pingTimeout, maxPayload: maxHttpBufferSize })}`
  }

  protected override createTransport(_name: string, request: TransportRequest): UwsTransport {
    return new UwsTransport(request, this.#unflushed)
  }
}

/** The part of the app that engine.io uses. It adds options that engine.io cannot pass on, and ignores its routes for plain requests. */
const webSocketsOf = (app: TemplatedApp, engine: UwsEngine, waiting: Waiting, quirks: Quirks) => ({
  any() {
    return this
  },
  ws(path: string, behavior: Behavior) {
    app.ws(path, {
      ...openQueued(behavior, waiting, quirks, engine.openPacket),
      maxBackpressure: maxBufferedBytes,
      closeOnBackpressureLimit: true,
    })
    return this
  },
})

export const startUws = ({ native, quirks }: Build, io: Server, routes: readonly Route[], options: EngineOptions): Engine => {
  native._cfg('silent')
  const app = native.App()

  // not io.attachApp: it patches the adapter of every Socket.IO server in the process and delivers rooms through topics of
  // uWebSockets.js, which sockets that left a room still receive and which bypass what engine.io holds back
  const upgrades = createUpgradeQueue(options)
  const engine = new UwsEngine(
    { ...io._opts, allowRequest: queueAllowed(upgrades, io._opts.allowRequest, options.isFull) },
    () => upgrades.size() > 0,
  )
  const greetings = createUpgradeQueue({ perTurn: greetedPerTurn })
  const pings = new WaitingPings(engine.opts.pingInterval)
  engine.attach(webSocketsOf(app, engine, { upgrades, greetings, pings }, quirks), { path: io.path() })
  io.bind(engine)
  limitBackpressure(engine, wire, options.onEvicted)
  const heartbeat = startHeartbeat(engine, pulse)
  if (options.onConnection) engine.on('connection', options.onConnection)

  let listening: Handle | undefined
  let stopped = false
  const isStopped = () => stopped
  app.any('/*', answerWithUws(routes, quirks, options, isStopped))

  const stopListening = () => {
    stopped = true
    if (listening) native.us_listen_socket_close(listening)
    listening = undefined
  }

  return {
    name: 'uws',
    async listen(port, host) {
      if (!options.sharePort) await claimPort(port, host)
      return new Promise((resolve, reject) => {
        app.listen(host, port, (socket) => {
          if (!socket) return reject(new Error(`Cannot listen on ${host}:${port}.`))
          listening = socket
          resolve(native.us_socket_local_port(socket))
        })
      })
    },
    stopListening,
    async close() {
      stopListening()
      heartbeat.stop()
      pings.stop()
      await io.close()
      app.close()
    },
  }
}
