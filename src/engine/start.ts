import type { Logger } from 'pino'
import type { Server } from 'socket.io'
import type { Config } from '../config.ts'
import type { EngineName } from '../contract/index.ts'
import { json } from '../http/response.ts'
import type { Route } from '../http/route.ts'
import { createUwsLane } from './uws/lane.ts'
import { type Build, loadNative, NoNativeBuild } from './uws/native.ts'
import { startUws } from './uws/uws.ts'
import type { Engine, EngineOptions } from './wire/engine.ts'
import type { Lane } from './wire/lane.ts'
import { wsLane } from './ws/lane.ts'
import { startWs } from './ws/ws.ts'

/** The engine of this process. `build` names the library and its version. */
export type ChosenEngine = { name: 'uws'; build: string; native: Build } | { name: 'ws'; build: string }

const nodesOwn: ChosenEngine = { name: 'ws', build: `Node.js ${process.versions.node}` }

/** `auto` falls back to `ws`, with a warning, where no native build loads. `uws` throws there. */
export const chooseEngine = (
  wanted: Config['ENGINE'],
  log: Pick<Logger, 'info' | 'warn'>,
  load: () => Build = loadNative,
): ChosenEngine => {
  if (wanted === 'ws') {
    log.info({ engine: 'ws', build: nodesOwn.build }, "Node's HTTP server is the engine")
    return nodesOwn
  }
  try {
    const native = load()
    log.info({ engine: 'uws', build: native.name }, 'the native engine is loaded')
    return { name: 'uws', build: native.name, native }
  } catch (error) {
    if (wanted === 'uws' || !(error instanceof NoNativeBuild)) throw error
    log.warn({ reasons: error.reasons }, "no build of uWebSockets.js loads: running on Node's HTTP server, as with ENGINE=ws")
    return nodesOwn
  }
}

/** The answer to a client that begins with HTTP polling, in the format of engine.io. */
const pollingRoute: Route = {
  method: 'GET',
  path: '/socket.io/',
  handle: () => json(400, { code: 0, message: "Transport unknown: connect with transports: ['websocket']" }),
}

/** The lane of the connections that this engine carries. */
export const createLane = (engine: EngineName): Lane => (engine === 'uws' ? createUwsLane() : wsLane)

export const startEngine = (chosen: ChosenEngine, io: Server, routes: readonly Route[], options: EngineOptions): Engine => {
  const all = [pollingRoute, ...routes]
  return chosen.name === 'uws' ? startUws(chosen.native, io, all, options) : startWs(io, all, options)
}
