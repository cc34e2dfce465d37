/** Every HTTP route, once for both engines. */
import type { Registry } from 'prom-client'
import type { EngineName, EngineOptions, Route } from '../engine/engine.ts'
import { type Check, healthRoute, readyRoute } from './health.ts'
import { metricsRoute } from './metrics.ts'

interface Dependencies {
  server: { node: string; engine: EngineName; version: string }
  /** What has to work for the node to be ready, by name: `database`, `redis`. */
  checks: Record<string, Check>
  /** What else `/readyz` tells. */
  details: () => Record<string, unknown>
  isDraining: () => boolean
  registry: Registry
  log: EngineOptions['log']
}

export const createRoutes = ({ server, checks, details, isDraining, registry, log }: Dependencies): Route[] => [
  healthRoute(server),
  readyRoute({ checks, details, isDraining, log }),
  metricsRoute(registry),
]
