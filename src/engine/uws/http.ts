/** The HTTP routes on uWebSockets.js. */

import { STATUS_CODES } from 'node:http'
import { Body } from '../../http/body.ts'
import { clientAddress } from '../../http/client-address.ts'
import type { HttpResponse as Answer, Route } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { EngineOptions } from '../wire/engine.ts'
import type { HttpRequest, HttpResponse } from './api.ts'
import { headersOf } from './headers.ts'
import { type Quirks, refuseLongHead } from './quirks.ts'

const writeHead = (response: HttpResponse, { status, headers = {} }: Answer) => {
  response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`)
  for (const [name, value] of Object.entries(headers)) response.writeHeader(name, value)
}

export const answerWithUws = (
  routes: readonly Route[],
  quirks: Quirks,
  { trustedProxies, log }: EngineOptions,
  isStopped: () => boolean,
) => {
  const route = createRouter(routes, log)

  return (response: HttpResponse, request: HttpRequest): void => {
    const received = headersOf(request)
    const [rawPath, rawQuery] = [request.getUrl(), request.getQuery() ?? '']
    if (quirks.isTooLong(`${rawPath}?${rawQuery}`, received)) {
      refuseLongHead(response)
      return
    }
    let aborted = false
    // using an aborted response would end the process
    const ifOpen = (change: () => void) => () => {
      if (!aborted) change()
    }
    const body = new Body({ pause: ifOpen(() => response.pause()), resume: ifOpen(() => response.resume()) })
    response.onAborted(() => {
      aborted = true
      body.abort()
    })
    const method = request.getMethod().toUpperCase()
    const headers = Object.fromEntries(received)
    const peer = Buffer.from(response.getRemoteAddressAsText()).toString()
    const incoming = {
      method,
      rawPath,
      rawQuery,
      headers,
      address: clientAddress(peer, headers['x-forwarded-for'], trustedProxies),
      body: (maxBytes: number, withinMs?: number) => body.read(maxBytes, withinMs),
    }
    const hasBody = method !== 'GET' && method !== 'HEAD'
    if (!hasBody) body.end()
    // listen immediately: uWebSockets.js drops data that arrives without a listener
    else {
      response.onData((chunk, isLast) => {
        body.push(Buffer.from(chunk.slice(0)))
        if (isLast) body.end()
      })
    }
    // uWebSockets.js never times out a connection that was answered before its body ended
    const mustClose = hasBody || /\bclose\b/i.test(headers.connection ?? '')
    const respond = (answer: Answer) => {
      // using an aborted response would end the process
      if (aborted) return
      const close = mustClose || isStopped()
      const { body = '' } = answer
      response.cork(() => {
        writeHead(response, answer)
        if (method === 'HEAD') quirks.endHead(response, Buffer.byteLength(body), close)
        else response.end(body, close)
      })
    }
    route(incoming)
      .then(respond)
      .catch((error: unknown) => log.error({ err: error }, 'an HTTP answer could not be written'))
  }
}
