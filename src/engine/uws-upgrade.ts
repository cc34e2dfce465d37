/** Opens connections at the pace of `createPace` on uWebSockets.js, whose requests are gone when their handler returns. */
import type { HttpRequest, RecognizedString, WebSocketBehavior } from 'uWebSockets.js'
import type { Pace } from './pace.ts'

/** What was asked, for later. */
class KeptRequest implements HttpRequest {
  readonly #headers = new Map<string, string>()
  readonly #method: string
  readonly #url: string
  readonly #query: string

  constructor(request: HttpRequest) {
    request.forEach((name, value) => void this.#headers.set(name, value))
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

export const upgradeInTurn =
  <UserData>({ upgrade }: WebSocketBehavior<UserData>, pace: Pace): WebSocketBehavior<UserData>['upgrade'] =>
  (response, request, context) => {
    const kept = new KeptRequest(request)
    let aborted = false
    response.onAborted(() => {
      aborted = true
    })
    pace(() => {
      // touched once more it would end the process; corked, or it warns on standard output of every refusal
      if (!aborted) response.cork(() => upgrade?.(response, kept, context))
    })
  }
