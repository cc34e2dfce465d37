import type { IncomingHttpHeaders } from 'node:http'
import { Server } from 'socket.io'
import type { Config } from '../config.ts'
import { maxMessageBytes } from '../contract/index.ts'
import { failures } from '../errors.ts'
import { isOriginAllowed } from '../http/allowed-origin.ts'
import { writeTextDirectly } from './packets.ts'

interface Upgrades {
  /** Whether the client's address may not open another connection. */
  isCrowded?: (handshake: { remoteAddress: string | undefined; headers: IncomingHttpHeaders }) => boolean
  /** An upgrade was refused. */
  onRefused?: (reason: 'origin_not_allowed' | 'too_many_connections') => void
}

/** The Socket.IO server, not attached to an engine yet. */
export const createSocketServer = (
  { ALLOWED_ORIGINS }: Pick<Config, 'ALLOWED_ORIGINS'>,
  { isCrowded = () => false, onRefused }: Upgrades = {},
): Server => {
  const io = new Server({
    // on uWebSockets.js an aborted polling request with compression ends the process
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
    // decides synchronously: if the client left during an await, uWebSockets.js would end the process
    allowRequest: ({ headers, connection }, decide) => {
      const refuse = (reason: 'origin_not_allowed' | 'too_many_connections') => {
        onRefused?.(reason)
        decide(failures[reason].message, false)
      }
      if (!isOriginAllowed(headers.origin, headers.host, ALLOWED_ORIGINS)) return refuse('origin_not_allowed')
      // `connection`, not `socket`: on uWebSockets.js engine.io has only `connection`
      if (isCrowded({ remoteAddress: connection.remoteAddress, headers })) return refuse('too_many_connections')
      decide(null, true)
    },
  })
  writeTextDirectly(io)
  return io
}
