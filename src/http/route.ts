/** An HTTP request, its response and a route, independent of the engine that carries them. */
import type { IncomingHttpHeaders } from 'node:http'

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
