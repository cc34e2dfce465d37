import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import type { Server } from 'socket.io'

export interface HttpRequest {
  method: 'GET' | 'POST'
  /** Without the query, decoded. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The peer's IP address; `X-Forwarded-For` counts only from trusted proxies. */
  address: string
  /** What the `:name` segments and `/*` (as `params['*']`) of the route stand for, decoded. */
  params: Record<string, string>
  /** The raw bytes; rejects with a `BodyTooLarge` when there are more than `maxBytes` (at most 1 MiB). */
  body(maxBytes: number): Promise<Buffer>
}

export interface HttpResponse {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** An HTTP route, written once for both engines. `path` may have `:name` segments, `/*` at its end takes the rest. */
export interface Route {
  method: 'GET' | 'POST'
  path: string
  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse>
}

export type EngineName = 'uws' | 'ws'

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
