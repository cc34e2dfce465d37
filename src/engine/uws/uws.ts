/** Socket.IO and the HTTP routes on uWebSockets.js. */

import type { TemplatedApp, us_listen_socket } from 'uWebSockets.js'
import { type Socket, uServer } from 'engine.io'
import { limitBackpressure, maxBufferedBytes } from '../wire/backpressure.ts'
import type { StartEngine } from '../wire/engine.ts'
import { claimPort } from '../wire/port.ts'
import { createPace, type Pace } from '../wire/upgrade-queue.ts'
import { answerWithUws } from './http.ts'
import { loadNative } from './native.ts'
import { createFlushSoon, type TransportRequest, UwsTransport } from './transport.ts'
import { allowInTurn, type Behavior, openInTurn } from './upgrade.ts'

// a closed native socket throws at every touch
const nativeSocketOf = ({ readyState, transport }: Socket) =>
  readyState !== 'closed' && transport instanceof UwsTransport ? transport.socket : undefined

const wire = {
  buffered: (connection: Socket) => nativeSocketOf(connection)?.getBufferedAmount() ?? 0,
  cut: (connection: Socket) => nativeSocketOf(connection)?.close(),
}

/** With a transport that looks whether the kernel takes what it sends: engine.io's own does not, and makes a call for each packet. */
class Engine extends uServer {
  readonly #flushSoon = createFlushSoon()

  protected override createTransport(_name: string, request: TransportRequest): UwsTransport {
    return new UwsTransport(request, this.#flushSoon)
  }
}

/** The part of the app that engine.io sees. It cannot pass these options on by itself, and has no plain requests to answer. */
const webSocketsOf = (app: TemplatedApp, pace: Pace) => ({
  any() {
    return this
  },
  ws(path: string, behavior: Behavior) {
    app.ws(path, { ...openInTurn(behavior, pace), maxBackpressure: maxBufferedBytes, closeOnBackpressureLimit: 1 })
    return this
  },
})

export const startUws: StartEngine = (io, routes, options) => {
  const native = loadNative()
  native._cfg('silent')
  const app = native.App()

  // not io.attachApp: it would patch the adapter of every Socket.IO server in the process, deliver rooms by uWebSockets.js's
  // topics, which a socket that left goes on receiving, and pass by what engine.io holds back
  const pace = createPace(options.mayOpen)
  const engine = new Engine({ ...io._opts, allowRequest: allowInTurn(pace, io._opts.allowRequest) })
  engine.attach(webSocketsOf(app, pace), { path: io.path() })
  io.bind(engine)
  limitBackpressure(engine, wire, options.onEvicted)

  let listening: us_listen_socket | undefined
  let stopped = false
  const isStopped = () => stopped
  app.any('/*', answerWithUws(routes, options, isStopped))

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
      await io.close()
      app.close()
    },
  }
}
