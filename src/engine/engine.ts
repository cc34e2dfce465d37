import type { IncomingHttpHeaders } from 'node:http'
import type { Server } from 'socket.io'

export interface HttpRequest {
  method: 'GET' | 'POST'
  /** Without the query, decoded. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The peer's IP address; `X-Forwarded-For` counts only from trusted proxies. */
  address: string
  params: Record<string, string>
  /** The raw bytes; rejects with an `AppError` when there are more than `maxBytes`. */
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

/** What carries Socket.IO and the HTTP routes. */
export interface Engine {
  readonly name: 'uws' | 'ws'
  /** Resolves with the port that was bound. */
  listen(port: number, host: string): Promise<number>
  /** Takes no new connections; those that are open live on. */
  stopListening(): void
  close(): Promise<void>
}

export type StartEngine = (io: Server, routes: readonly Route[], options: { trustedProxies: readonly string[] }) => Engine
