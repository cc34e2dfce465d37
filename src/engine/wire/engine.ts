import type { Logger } from 'pino'
import type { Server } from 'socket.io'
import type { EngineName } from '../../contract/index.ts'
import type { Route } from '../../http/route.ts'

/** What carries Socket.IO and the HTTP routes. */
export interface Engine {
  readonly name: EngineName
  /** Resolves with the port that was bound. */
  listen(port: number, host: string): Promise<number>
  /** Takes no new connections; those that are open live on. */
  stopListening(): void
  /** Closes the Socket.IO server and every connection. */
  close(): Promise<void>
}

export interface EngineOptions {
  trustedProxies: readonly string[]
  log: Pick<Logger, 'error' | 'warn'>
  /** A client read so slowly that its connection was cut. */
  onEvicted?: () => void
  /** Whether further connections may be opened; those who ask meanwhile wait. */
  mayOpen?: () => boolean
  /** Several processes listen on one port (SO_REUSEPORT; uws only). */
  sharePort?: boolean
}

export type StartEngine = (io: Server, routes: readonly Route[], options: EngineOptions) => Engine
