/** The process: alone, or one of several that a supervisor looks after. */
import cluster from 'node:cluster'
import { runAlone } from './alone.ts'
import { configHelp, readConfig } from './config.ts'
import { explain } from './database/failures.ts'
import { collectAlone } from './garbage.ts'
import { createLogger } from './logger.ts'
import { runSupervisor } from './workers/supervise.ts'
import { runWorker } from './workers/worker.ts'

const run = async () => {
  collectAlone()
  const config = readConfig()
  const log = createLogger(config.LOG_LEVEL)
  if (cluster.isWorker) await runWorker(config, log)
  else if (config.WEB_CONCURRENCY > 1) await runSupervisor(config, log)
  else await runAlone(config, log)
}

if (process.argv.includes('--help')) {
  console.log(`The gateway. Its environment:\n\n${configHelp()}`)
} else {
  run().catch((error: unknown) => {
    console.error(explain(error))
    process.exit(1)
  })
}
