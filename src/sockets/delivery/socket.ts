/** The types of the Socket.IO server: all namespaces share one type of socket data. */
import type { DefaultEventsMap, Namespace, Server, Socket } from 'socket.io'
import type { ClientInfo } from '../../accounts/client.ts'
import type { Language } from '../../errors/languages.ts'
import type { Caller } from '../../requests/kinds/handler.ts'
import type { SentEvents } from './sent-events.ts'
import type { Tracking } from './tracking-links.ts'

export interface TokenBucket {
  tokens: number
  /** When `tokens` was last computed, in the milliseconds of `performance.now()`. */
  at: number
}

export interface SocketData {
  client: ClientInfo
  /** Absent before the first request. */
  bucket?: TokenBucket
  /** Of errors. Absent: the first language of the shop. */
  language?: Language | undefined
  /** Absent on `/guest` and `/track`. */
  caller?: Caller
  /** When the socket was let in, in the milliseconds of `performance.now()`. */
  since?: number
  /** When the session ends, in the milliseconds of `performance.now()`. */
  expiresAt?: number
  /** The socket has sent a request since its session was last rechecked. */
  used?: boolean
  /** How many of its requests are running. */
  running?: number
  /** It was told to go to another node: further requests are refused. */
  isLeaving?: true
  /** Which feed events a customer's socket was sent. */
  sent?: SentEvents
  /** The last event that a customer's client had when it connected, as it said. */
  had?: number
  /** The header of the handshake, where traces are sent: the client's requests belong to that trace. */
  traceparent?: string
  /** On `/track` only. */
  tracking?: Tracking
}

export type GatewayServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
export type GatewayNamespace = Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
export type GatewaySocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>
