/** The HTTP routes on uWebSockets.js. */

import type { HttpRequest, HttpResponse } from 'uWebSockets.js'
import { STATUS_CODES } from 'node:http'
import { Body } from '../../http/body.ts'
import { clientAddress } from '../../http/client-address.ts'
import type { HttpResponse as Answer, Route } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { EngineOptions } from '../wire/engine.ts'
import { headersOf } from './headers.ts'

const write = (response: HttpResponse, { status, headers = {}, body = '' }: Answer, headOnly: boolean, close: boolean) => {
  response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`)
  for (const [name, value] of Object.entries(headers)) response.writeHeader(name, value)
  if (!headOnly) {
    response.end(body, close)
    return
  }
  response.writeHeader('content-length', String(Buffer.byteLength(body)))
  if (close) response.writeHeader('connection', 'close')
  // no arguments: with a length the response would stay open forever, with `close` nothing would be sent
  response.endWithoutBody()
}

export const answerWithUws = (routes: readonly Route[], { trustedProxies, log }: EngineOptions, isStopped: () => boolean) => {
  const route = createRouter(routes, log)

  return (response: HttpResponse, request: HttpRequest): void => {
    const body = new Body()
    let aborted = false
    response.onAborted(() => {
      aborted = true
      body.abort()
    })
    const method = request.getMethod().toUpperCase()
    const headers = Object.fromEntries(headersOf(request))
    const peer = Buffer.from(response.getRemoteAddressAsText()).toString()
    const incoming = {
      method,
      rawPath: request.getUrl(),
      rawQuery: request.getQuery() ?? '',
      headers,
      address: clientAddress(peer, headers['x-forwarded-for'], trustedProxies),
      body: (maxBytes: number) => body.read(maxBytes),
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
      response.cork(() => write(response, answer, method === 'HEAD', mustClose || isStopped()))
    }
    route(incoming)
      .then(respond)
      .catch((error: unknown) => log.error({ err: error }, 'an HTTP answer could not be written'))
  }
}
