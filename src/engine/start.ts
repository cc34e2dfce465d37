import type { Server } from 'socket.io'
import type { EngineName } from '../contract/index.ts'
import { json } from '../http/response.ts'
import type { Route } from '../http/route.ts'
import { loadNative } from './uws/native.ts'
import { startUws } from './uws/uws.ts'
import type { Engine, EngineOptions } from './wire/engine.ts'
import { startWs } from './ws/ws.ts'

/** Falls back to `ws`, with a warning, where the native build of `uws` does not load. */
export const chooseEngine = (wanted: EngineName, log: EngineOptions['log'], load: () => unknown = loadNative): EngineName => {
  if (wanted === 'ws') return 'ws'
  try {
    load()
    return 'uws'
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    const { platform, arch, version } = process
    log.warn(
      { reason },
      `uWebSockets.js does not load on ${platform} ${arch} with Node ${version}: running on Node's HTTP server (ENGINE=ws)`,
    )
    return 'ws'
  }
}

/** The answer to a client that begins with HTTP polling, in the format of engine.io. */
const pollingRoute: Route = {
  method: 'GET',
  path: '/socket.io/',
  handle: () => json(400, { code: 0, message: "Transport unknown: connect with transports: ['websocket']" }),
}

export const startEngine = (wanted: EngineName, io: Server, routes: readonly Route[], options: EngineOptions): Engine =>
  (chooseEngine(wanted, options.log) === 'uws' ? startUws : startWs)(io, [pollingRoute, ...routes], options)
