/** The typed Socket.IO server: three namespaces, one kind of socket data. */
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io'
import type { ClientInfo } from '../../accounts/client.ts'
import type { Caller } from '../../requests/kinds/handler.ts'
import type { SentEvents } from './sent-events.ts'

export interface TokenBucket {
  tokens: number
  /** When `tokens` was last computed, in the milliseconds of `performance.now()`. */
  at: number
}

export interface SocketData {
  client: ClientInfo
  bucket: TokenBucket
  /** Absent on `/guest`. */
  caller?: Caller
  /** When the session ends, in the milliseconds of `performance.now()`. */
  expiresAt?: number
  /** Something was asked since the session was checked last. */
  used?: boolean
  /** What a customer's socket was sent of its feed; absent where there is one node, which sends everything itself. */
  sent?: SentEvents
}

export type GatewayServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
export type GatewayNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
export type GatewaySocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
