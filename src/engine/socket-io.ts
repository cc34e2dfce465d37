import { Server } from 'socket.io'
import type { Config } from '../config.ts'
import { failures } from '../errors.ts'
import { isOriginAllowed } from './origin.ts'

/** The Socket.IO server, not attached to anything yet. */
export const createSocketServer = ({ ALLOWED_ORIGINS }: Pick<Config, 'ALLOWED_ORIGINS'>): Server =>
  new Server({
    // polling with compression and an abort ends the process on uWebSockets.js
    transports: ['websocket'],
    allowUpgrades: false,
    allowEIO3: false,
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    connectTimeout: 5000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    // has to answer at once: after an await the client may be gone, and uWebSockets.js ends the process
    allowRequest: ({ headers }, decide) =>
      isOriginAllowed(headers.origin, headers.host, ALLOWED_ORIGINS)
        ? decide(null, true)
        : decide(failures.origin_not_allowed.message, false),
  })
