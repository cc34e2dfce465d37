/** Answers on the port while the gateway waits for its database: it is alive, and not ready. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Config } from '../config.ts'
import { explainTaken } from '../engine/wire/port.ts'
import { answerWithNode } from '../engine/ws/http.ts'
import { AppError } from '../errors.ts'
import { json } from '../http/response.ts'
import type { Route } from '../http/route.ts'
import type { Logger } from '../logger.ts'
import { version } from '../version.ts'

const get = (path: string, handle: Route['handle']): Route => ({ method: 'GET', path, handle })

const unavailable = () => {
  throw new AppError('database_unavailable')
}

const routesOf = (node: string): Route[] => [
  get('/healthz', () => json(200, { status: 'ok', node, version })),
  get('/readyz', () => json(503, { status: 'not_ready', checks: { database: { ok: false, error: 'failed' } } })),
  get('/*', unavailable),
  { method: 'POST', path: '/*', handle: unavailable },
]

/** Resolves when it listens. `stop` resolves when the port is free again. */
export const answerBeforeReady = async (
  { PORT, HOST }: Pick<Config, 'PORT' | 'HOST'>,
  { node, log }: { node: string; log: Logger },
): Promise<{ stop(): Promise<void> }> => {
  const server = createServer(answerWithNode(routesOf(node), { trustedProxies: [], log }, () => true))
  server.listen({ port: PORT, host: HOST })
  await once(server, 'listening').catch(explainTaken('PORT'))
  return {
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
