/** HTTP requests, responses and routes, the same for both engines. */
import type { IncomingHttpHeaders } from 'node:http'

export interface HttpRequest {
  method: 'GET' | 'POST'
  /** Without the query, decoded. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The client's IP address. `X-Forwarded-For` counts only if a trusted proxy sent it. */
  address: string
  /** The values of the route's `:name` segments, and of `/*` as `params['*']`, decoded. */
  params: Record<string, string>
  /** The raw bytes. Rejects with `BodyTooLarge` above `maxBytes`, which is at most 1 MiB. */
  body(maxBytes: number): Promise<Buffer>
}

export interface HttpResponse {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** `path` may contain `:name` segments, and end in `/*` for any rest. */
export interface Route {
  method: 'GET' | 'POST'
  path: string
  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse>
}
