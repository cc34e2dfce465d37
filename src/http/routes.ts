/** Every HTTP route, once for both engines. */
import type { Registry } from 'prom-client'
import type { EngineName } from '../contract/index.ts'
import type { Logger } from '../logger.ts'
import { type Check, healthRoute, readyRoute } from './health.ts'
import { metricsRoute } from './metrics.ts'
import { pageRoutes } from './pages.ts'
import { referenceRoutes } from './reference.ts'
import type { Route } from './route.ts'

/** Answers for all the processes that serve the port. */
export interface AllWorkers {
  health(): Promise<{ wanted: number; running: number }>
  /** In the text format of Prometheus. */
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
  /** Where several processes serve the port. */
  allWorkers?: AllWorkers | undefined
  /** The accounts have public passwords, and the pages say so. */
  demo?: boolean
  log: Pick<Logger, 'error' | 'warn'>
}

export const createRoutes = ({
  server,
  checks,
  optional = {},
  details,
  isDraining,
  registry,
  allWorkers,
  demo = false,
  log,
}: Dependencies): Route[] => [
  healthRoute(server, allWorkers?.health),
  readyRoute({ checks, optional, details, isDraining, log }),
  metricsRoute(registry, allWorkers?.metrics),
  ...referenceRoutes(),
  ...pageRoutes({ demo }),
]
