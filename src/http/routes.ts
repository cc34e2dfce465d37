/** All HTTP routes except those for payments, the same for both engines. */
import type { EngineName } from '../contract/index.ts'
import type { Logger } from '../logger.ts'
import { type Check, healthRoute, readyRoute } from './health.ts'
import type { ShopName } from './named-file.ts'
import { pageRoutes } from './pages.ts'
import type { CardForm } from './policy.ts'
import { referenceRoutes } from './reference.ts'
import type { Route } from './route.ts'
import { shopSchemaRoute } from './shop-schema.ts'
import type { Tiles } from './tiles.ts'

/** Health and metrics of all workers on the port. */
export interface AllWorkers {
  health(): Promise<{ wanted: number; running: number }>
  /** In the text format of Prometheus. */
  metrics(): Promise<string>
}

interface Dependencies {
  server: { node: string; engine: EngineName; build: string; version: string }
  /** Dependencies that must work for the node to be ready, by name. */
  checks: Record<string, Check>
  /** More content for `/readyz`. */
  details: () => Record<string, unknown>
  /** Dependencies that the node can work without, by name. */
  optional?: Record<string, Check> | undefined
  isDraining: () => boolean
  /** Called for each request for `/readyz`. */
  onReadinessAsked?: () => void
  /** Absent when it has a port of its own. */
  metrics?: Route | undefined
  /** Absent when one process serves the port. */
  allWorkers?: AllWorkers | undefined
  /** The pages show how to sign in with the demo accounts. */
  demo?: boolean
  /** Of the pages. */
  shopName: ShopName
  /** The street map of the pages. */
  tiles?: Tiles | undefined
  /** Whose card form the customer's page shows. */
  cards?: CardForm | undefined
  log: Pick<Logger, 'error' | 'warn'>
}

export const createRoutes = ({
  server,
  checks,
  optional = {},
  details,
  isDraining,
  onReadinessAsked,
  metrics,
  allWorkers,
  demo = false,
  shopName,
  tiles,
  cards,
  log,
}: Dependencies): Route[] => [
  healthRoute(server, allWorkers?.health),
  readyRoute({ checks, optional, details, isDraining, onAsked: onReadinessAsked, log }),
  ...(metrics ? [metrics] : []),
  ...referenceRoutes(),
  shopSchemaRoute(),
  ...pageRoutes({ demo, shopName, tiles, cards }),
]
