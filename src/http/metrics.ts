import type { Registry } from 'prom-client'
import type { Route } from './route.ts'

/** `metrics` returns the metrics of all workers on the port, in the text format of Prometheus. */
export const metricsRoute = (registry: Registry, metrics: () => Promise<string> = () => registry.metrics()): Route => ({
  method: 'GET',
  path: '/metrics',
  handle: async () => ({ status: 200, headers: { 'content-type': registry.contentType }, body: await metrics() }),
})
