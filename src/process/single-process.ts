import type { Config } from '../config.ts'
import { startGateway } from '../gateway/gateway.ts'
import type { Logger } from '../logger.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { awaitDatabase } from './await-database.ts'
import { checkBeforeStart } from './before-start.ts'
import { announce, loadDemoData } from './demo.ts'
import { logServing } from './log-serving.ts'
import { openDatabase } from './open-database.ts'
import { stopOnSignal } from './stop-signal.ts'

/** Runs the gateway in this process alone. */
export const runSingleProcess = async (config: Config, node: string, log: Logger, tracing?: Tracing): Promise<void> => {
  await awaitDatabase(config, node, log)
  const database = await openDatabase(config, { log, node })
  await checkBeforeStart(config, database, log).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  await loadDemoData(config, database)
  const gateway = await startGateway(config, database, log, { node, tracing })
  let autopilot: Awaited<ReturnType<typeof announce>>
  const stop = async () => {
    autopilot?.stop()
    await gateway.stop()
    await tracing?.stop()
    await database.close()
  }
  stopOnSignal({ config, log, stop })
  logServing(config, gateway.port, log)
  // last, because from its line on a signal has to drain
  autopilot = await announce(config, database, gateway.port, log)
}
