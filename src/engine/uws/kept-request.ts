import type { HttpRequest, RecognizedString } from 'uWebSockets.js'
import { headersOf } from './headers.ts'

/** A copy of the request: the original is not valid after its handler returns. */
export class KeptRequest implements HttpRequest {
  readonly #headers: ReadonlyMap<string, string>
  readonly #method: string
  readonly #url: string
  readonly #query: string
  /** The client has left. */
  isGone = false
  /** It has left the queue. */
  isDue = false

  constructor(request: HttpRequest) {
    this.#headers = headersOf(request)
    this.#method = request.getCaseSensitiveMethod()
    this.#url = request.getUrl()
    this.#query = request.getQuery() ?? ''
  }

  getHeader(name: RecognizedString): string {
    return this.#headers.get(String(name)) ?? ''
  }

  getParameter(): string {
    return ''
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

  getQuery(key?: RecognizedString): string {
    return key === undefined ? this.#query : (new URLSearchParams(this.#query).get(String(key)) ?? '')
  }

  forEach(each: (name: string, value: string) => void): void {
    for (const [name, value] of this.#headers) each(name, value)
  }

  setYield(): this {
    return this
  }
}
