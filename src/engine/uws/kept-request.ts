import { randomBytes } from 'node:crypto'
import type { Place } from '../wire/upgrade-queue.ts'
import type { HttpRequest } from './api.ts'
import { headersOf } from './headers.ts'

/** A copy of the request: the original is not valid after its handler returns. */
export class KeptRequest implements HttpRequest {
  /** The headers. Not `headers`, because engine.io assigns that one. */
  readonly fields: ReadonlyMap<string, string>
  readonly #method: string
  readonly #url: string
  readonly #query: string
  /** The client has left. */
  isGone = false
  /** The id of its connection, which the client learns before engine.io opens it. */
  readonly sid = randomBytes(15).toString('base64url')
  /** In the queue, if it was allowed. */
  place: Place | undefined

  constructor(request: HttpRequest) {
    this.fields = headersOf(request)
    this.#method = request.getCaseSensitiveMethod()
    this.#url = request.getUrl()
    this.#query = request.getQuery() ?? ''
  }

  getHeader(name: string): string {
    return this.fields.get(name) ?? ''
  }

  /** What the request line asks for. */
  get target(): string {
    return `${this.#url}?${this.#query}`
  }

  getUrl(): string {
    return this.#url
  }

  getMethod(): string {
    return this.#method.toLowerCase()
  }

  getCaseSensitiveMethod(): string {
    return this.#method
  }

  getQuery(key?: string): string {
    // of several the last, as engine.io does
    return key === undefined ? this.#query : (new URLSearchParams(this.#query).getAll(key).at(-1) ?? '')
  }

  forEach(each: (name: string, value: string) => void): void {
    for (const [name, value] of this.fields) each(name, value)
  }
}
