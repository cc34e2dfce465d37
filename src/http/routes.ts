/** Every HTTP route, once for both engines. */
import type { Registry } from 'prom-client'
import type { EngineName, EngineOptions, Route } from '../engine/engine.ts'
import { type Check, healthRoute, readyRoute } from './health.ts'
import { metricsRoute } from './metrics.ts'
import { pageRoutes } from './pages.ts'
import { referenceRoutes } from './reference.ts'

interface Whole {
  health(): Promise<{ wanted: number; running: number }>
  metrics(): Promise<string>
}

interface Dependencies {
  server: { node: string; engine: EngineName; version: string }
  /** What has to work for the node to be ready, by name: `database`. */
  checks: Record<string, Check>
  /** What else `/readyz` tells. */
  details: () => Record<string, unknown>
  /** What it can do without: `redis`, where there are several nodes. */
  optional?: Record<string, Check>
  isDraining: () => boolean
  registry: Registry
  /** Answers for all the processes that serve the port, where there are several. */
  whole?: Whole | undefined
  /** The accounts have public passwords, and the pages say so. */
  demo?: boolean
  log: EngineOptions['log']
}

export const createRoutes = ({
  server,
  checks,
  optional = {},
  details,
  isDraining,
  registry,
  whole,
  demo = false,
  log,
}: Dependencies): Route[] => [
  healthRoute(server, whole?.health),
  readyRoute({ checks, optional, details, isDraining, log }),
  metricsRoute(registry, whole?.metrics),
  ...referenceRoutes(),
  ...pageRoutes({ demo }),
]
