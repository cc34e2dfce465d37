/** The HTTP routes on Node's HTTP server. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Body } from '../../http/body.ts'
import { clientAddress } from '../../http/client-address.ts'
import type { Route } from '../../http/route.ts'
import { createRouter } from '../../http/router.ts'
import type { EngineOptions } from '../wire/engine.ts'

const read = (request: IncomingMessage, maxBytes: number, withinMs?: number): Promise<Buffer> => {
  const body = new Body()
  request.on('data', (chunk: Buffer) => body.push(chunk))
  request.on('end', () => body.end())
  request.on('close', () => body.abort())
  if (request.destroyed) body.abort()
  return body.read(maxBytes, withinMs)
}

const joined = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(',') : value)

export const answerWithNode = (
  routes: readonly Route[],
  { trustedProxies, log }: EngineOptions,
  isStopped: () => boolean,
): RequestListener => {
  const route = createRouter(routes, log)

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request
    const [rawPath = '', rawQuery = ''] = url.split(/\?(.*)/s)
    const { body = '', ...rest } = await route({
      method,
      rawPath,
      rawQuery,
      headers,
      address: clientAddress(request.socket.remoteAddress ?? '', joined(headers['x-forwarded-for']), trustedProxies),
      body: (maxBytes, withinMs) => read(request, maxBytes, withinMs),
    })
    // do not read the rest of a body that the route did not want
    if (isStopped() || !request.complete) response.setHeader('connection', 'close')
    response.writeHead(rest.status, { ...rest.headers, 'content-length': Buffer.byteLength(body) })
    response.end(method === 'HEAD' ? undefined : body)
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => log.error({ err: error }, 'an HTTP answer could not be written'))
  }
}
