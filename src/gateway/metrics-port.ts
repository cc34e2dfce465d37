/** `/metrics` on a port of its own, for a network that customers do not reach. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { explainTaken } from '../engine/wire/port.ts'
import { answerWithNode } from '../engine/ws/http.ts'
import type { Route } from '../http/route.ts'
import type { Logger } from '../logger.ts'

export interface MetricsPort {
  stop(): void
}

/** Resolves when it listens. Workers share the port: each of them answers for all. */
export const openMetricsPort = async (route: Route, port: number, host: string, log: Logger): Promise<MetricsPort> => {
  const server = createServer(answerWithNode([route], { trustedProxies: [], log }, () => false))
  server.listen({ port, host })
  await once(server, 'listening').catch(explainTaken('METRICS_PORT'))
  return {
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
