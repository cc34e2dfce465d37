import type { Config } from '../config.ts'
import { startGateway } from '../gateway/gateway.ts'
import type { Logger } from '../logger.ts'
import { announce, loadDemoData } from './demo.ts'
import { openDatabase } from './open-database.ts'
import { refusePublicPasswords } from './public-passwords.ts'
import { stopOnSignal } from './stop-signal.ts'

/** Runs the gateway in this process alone. */
export const runSingleProcess = async (config: Config, log: Logger): Promise<void> => {
  const database = await openDatabase(config, { log })
  await refusePublicPasswords(config, database).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  await loadDemoData(config, database)
  const gateway = await startGateway(config, database, log)
  let autopilot: Awaited<ReturnType<typeof announce>>
  const stop = async () => {
    autopilot?.stop()
    await gateway.stop()
    await database.close()
  }
  stopOnSignal({ log, stop })
  // last, because from its line on a signal has to drain
  autopilot = await announce(config, database, gateway.port, log)
}
