import type { Socket } from 'engine.io'
import type { Logger } from 'pino'
import type { EngineName } from '../../contract/index.ts'

/** A server that carries Socket.IO and the HTTP routes. */
export interface Engine {
  readonly name: EngineName
  /** Resolves with the port that was bound. */
  listen(port: number, host: string): Promise<number>
  /** Stops accepting connections. Open connections stay. */
  stopListening(): void
  /** Closes the Socket.IO server and every connection. */
  close(): Promise<void>
}

export interface EngineOptions {
  trustedProxies: readonly string[]
  log: Pick<Logger, 'error' | 'warn'>
  /** A connection was closed because its client read too slowly. */
  onEvicted?: () => void
  /** Whether the engine may accept more connections now. Upgrade requests wait while it may not. */
  mayOpen?: () => boolean
  /** Whether the client that says this first returns after it has lost its connection. The others need not wait for all of them. */
  returns?: (message: Buffer) => boolean
  /** Whether to refuse a new connection at once, when so many wait to be accepted. */
  isFull?: (waiting: number) => boolean
  /** Called with every accepted connection. */
  onConnection?: (connection: Socket) => void
  /** Several processes listen on the port (SO_REUSEPORT; uws only). */
  sharePort?: boolean
}
