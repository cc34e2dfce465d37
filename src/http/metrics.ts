import type { Registry } from 'prom-client'
import type { Route } from './route.ts'

/** `metrics`: in the text format of Prometheus, of all the processes that serve the port. */
export const metricsRoute = (registry: Registry, metrics: () => Promise<string> = () => registry.metrics()): Route => ({
  method: 'GET',
  path: '/metrics',
  handle: async () => ({ status: 200, headers: { 'content-type': registry.contentType }, body: await metrics() }),
})
