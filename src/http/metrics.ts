import type { Registry } from 'prom-client'
import type { Route } from '../engine/engine.ts'

export const metricsRoute = (registry: Registry): Route => ({
  method: 'GET',
  path: '/metrics',
  handle: async () => ({ status: 200, headers: { 'content-type': registry.contentType }, body: await registry.metrics() }),
})
