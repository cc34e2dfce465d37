import type { Config } from '../config.ts'
import { startGateway } from '../gateway/gateway.ts'
import type { Logger } from '../logger.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { askAllWorkers, tellSupervisor } from './all-workers.ts'
import { logServing } from './log-serving.ts'
import { openDatabase } from './open-database.ts'
import { stopOnSignal } from './stop-signal.ts'

/** One of several processes that share a port. It ends when its supervisor ends. */
export const runWorker = async (config: Config, node: string, log: Logger, tracing?: Tracing): Promise<void> => {
  const database = await openDatabase(config, { log, node })
  const gateway = await startGateway(config, database, log, { node, askAllWorkers, tracing })
  const stop = async () => {
    await gateway.stop()
    await tracing?.stop()
    await database.close()
  }
  stopOnSignal({ config, log, stop, maybeTwice: true })
  logServing(config, gateway.port, log)
  tellSupervisor({ type: 'serving' })
}
