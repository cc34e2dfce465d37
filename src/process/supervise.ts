import type { Config } from '../config.ts'
import { connectDatabase } from '../database/connect.ts'
import { isOutage } from '../database/failures.ts'
import { claimPort } from '../engine/wire/port.ts'
import type { Logger } from '../logger.ts'
import { FailingRefunds } from '../payments/failing-refunds.ts'
import { repeat } from '../queues/repeat.ts'
import { awaitDatabase } from './await-database.ts'
import { checkBeforeStart } from './before-start.ts'
import { announce, loadDemoData } from './demo.ts'
import { logServing } from './log-serving.ts'
import { openDatabaseServer } from './open-database.ts'
import { stopOnSignal } from './stop-signal.ts'
import { Supervisor } from './supervisor.ts'

const lookForRefundsEveryMs = 30_000

/**
 * Runs `WEB_CONCURRENCY` workers. Whatever exists only once lives in this process: the port number, the embedded database, the autopilot, the
 * reports of failing refunds.
 */
export const runSupervisor = async (config: Config, node: string, log: Logger): Promise<void> => {
  const port = await claimPort(config.PORT, config.HOST)
  await awaitDatabase({ ...config, PORT: port }, node, log)
  const { url, leave } = await openDatabaseServer(config, { log })
  const database = connectDatabase(url, { log, maxConnections: 1 })
  await checkBeforeStart(config, database, log).catch(async (error: unknown) => {
    await database.close()
    await leave()
    throw error
  })
  await loadDemoData(config, database)

  const env = { PORT: String(port), DATABASE_URL: url, DATABASE_URL_FILE: '', DEMO: '0', AUTOPILOT: '0' }
  const supervisor = new Supervisor({ count: config.WEB_CONCURRENCY, env, log })
  let autopilot: Awaited<ReturnType<typeof announce>>
  const stop = async () => {
    autopilot?.stop()
    await reporting.stop()
    const drained = await supervisor.stop()
    await database.close()
    await leave()
    if (!drained) throw new Error('a worker did not drain in time')
  }
  const reporting = repeat(lookForRefundsEveryMs, new FailingRefunds(database, log).report, (err) => {
    if (!isOutage(err)) log.error({ err }, 'failing refunds could not be looked up')
  })
  stopOnSignal({ config, log, stop, giveUp: () => supervisor.kill() })
  try {
    await supervisor.start()
  } catch (error) {
    await supervisor.kill()
    throw error
  }
  logServing(config, port, log)
  autopilot = await announce(config, database, port, log)
}
