/** The composition root: everything is wired here, by hand, once. */
import type { Logger } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { createSessionLookup } from './accounts/authenticate.ts'
import { createPasswordHasher } from './accounts/passwords.ts'
import { pruneAccounts } from './accounts/prune.ts'
import { createSignInLimits } from './accounts/sign-in-limits.ts'
import type { Config } from './config.ts'
import { createDelivery } from './connection/deliver.ts'
import { type InFlight, serve } from './connection/dispatch.ts'
import { drain } from './connection/drain.ts'
import { createFailureMapper } from './connection/failure.ts'
import { guard } from './connection/handshake.ts'
import { createLiveSessions } from './connection/live-sessions.ts'
import { createQueueBoard } from './connection/queue-board.ts'
import { welcome } from './connection/welcome.ts'
import type { Namespace } from './contract/index.ts'
import { createCourierPositions } from './couriers/positions.ts'
import type { Database } from './database/database.ts'
import { createSocketServer } from './engine/socket-io.ts'
import { startEngine } from './engine/start.ts'
import { pruneFeed } from './feed/prune.ts'
import { createPublisher } from './feed/publish.ts'
import { createFeedResumption } from './feed/replay.ts'
import { handlers } from './handlers/index.ts'
import { createRoutes } from './http/routes.ts'
import { createMetrics } from './metrics.ts'
import { createPlaceOrder } from './orders/place.ts'
import { refreshLateOrders } from './orders/late.ts'
import { repeat } from './repeat.ts'
import { version } from './version.ts'

export interface Gateway {
  /** The port that was bound. */
  port: number
  /** Stops taking connections, finishes what is under way, sends everybody off and closes. */
  stop(): Promise<void>
}

const namespaces: readonly Namespace[] = ['/guest', '/', '/staff']

export const startGateway = async (config: Config, database: Database, log: Logger): Promise<Gateway> => {
  const node = uuidv7()
  const io = createSocketServer(config)
  const inFlight: InFlight = { draining: false, count: 0 }
  const toFailure = createFailureMapper(log)
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed')
