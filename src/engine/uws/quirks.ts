/** Where the builds of uWebSockets.js differ. */
import { maxHeadBytes } from '../wire/head.ts'
import type { HttpResponse } from './api.ts'

export interface Quirks {
  /** Whether a request may be upgraded after its handler has returned, inside a cork. */
  upgradesLate: boolean
  /** Ends the answer to a HEAD request. */
  endHead(response: HttpResponse, bytes: number, close: boolean): void
  /** Whether a head is too long that the build itself has accepted. */
  isTooLong(target: string, headers: ReadonlyMap<string, string>): boolean
}

/** The answer of the other builds, which they write themselves. */
export const refuseLongHead = (response: HttpResponse): void => {
  response.cork(() => response.writeStatus('431 Request Header Fields Too Large').end('', true))
}

export const currentQuirks: Quirks = {
  // 20.57 closes a WebSocket that was upgraded inside a late cork, and warns at each that was upgraded without one
  upgradesLate: false,
  endHead: (response, bytes, close) => response.endWithoutBody(bytes, close),
  isTooLong: () => false,
}

/** For `@trufflesuite/uws-js-unofficial` 20.30, the only build that needs them: remove them together with it. */
export const quirksOf2030: Quirks = {
  upgradesLate: true,
  endHead: (response, bytes, close) => {
    response.writeHeader('content-length', String(bytes))
    if (close) response.writeHeader('connection', 'close')
    // no arguments: with a length the response would stay open forever, with `close` nothing would be sent
    response.endWithoutBody()
  },
  // it limits only a head that arrives in several reads, and closes that one without an answer
  isTooLong: (target, headers) => {
    let bytes = target.length
    // the rest of a line is a colon, a space and a line break
    for (const [name, value] of headers) bytes += name.length + value.length + 4
    return bytes > maxHeadBytes
  },
}
