/** HTTP requests, responses and routes, the same for both engines. */
import type { IncomingHttpHeaders } from 'node:http'

type Method = 'GET' | 'POST' | 'OPTIONS'

export interface HttpRequest {
  method: Method
  /** Without the query, decoded. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The client's IP address. `X-Forwarded-For` counts only if a trusted proxy sent it. */
  address: string
  /** The values of the route's `:name` segments, and of `/*` as `params['*']`, decoded. */
  params: Record<string, string>
  /**
   * The raw bytes. Rejects with `BodyTooLarge` above `maxBytes`, which is at most 8 MiB, and with `BodyTooSlow` after `withinMs`, or 15
   * seconds.
   */
  body(maxBytes: number, withinMs?: number): Promise<Buffer>
}

export interface HttpResponse {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** `path` may contain `:name` segments, and end in `/*` for any rest. */
export interface Route {
  method: Method
  path: string
  handle(request: HttpRequest): HttpResponse | Promise<HttpResponse>
}
