import type { IncomingHttpHeaders } from 'node:http'
import { Server } from 'socket.io'
import type { Config } from '../config.ts'
import { maxMessageBytes } from '../contract/index.ts'
import { failures } from '../errors.ts'
import { isOriginAllowed } from './allowed-origin.ts'

type Crowded = (handshake: { remoteAddress: string | undefined; headers: IncomingHttpHeaders }) => boolean

/** The Socket.IO server, not attached to anything yet. `isCrowded`: whether an address may have no further connection at all. */
export const createSocketServer = ({ ALLOWED_ORIGINS }: Pick<Config, 'ALLOWED_ORIGINS'>, isCrowded: Crowded = () => false): Server =>
  new Server({
    // polling with compression and an abort ends the process on uWebSockets.js
    transports: ['websocket'],
    allowUpgrades: false,
    allowEIO3: false,
    perMessageDeflate: false,
    httpCompression: false,
    serveClient: false,
    maxHttpBufferSize: maxMessageBytes,
    connectTimeout: 5000,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    // has to answer at once: after an await the client may be gone, and uWebSockets.js ends the process
    allowRequest: ({ headers, connection }, decide) => {
      if (!isOriginAllowed(headers.origin, headers.host, ALLOWED_ORIGINS)) return decide(failures.origin_not_allowed.message, false)
      // `connection` and not `socket`: engine.io has no other on uWebSockets.js
      if (isCrowded({ remoteAddress: connection.remoteAddress, headers })) return decide(failures.too_many_connections.message, false)
      decide(null, true)
    },
  })
