/** `npm start`: runs the gateway in one process, or a supervisor with several workers. */
import cluster from 'node:cluster'
import { configHelp, readConfig } from '../config.ts'
import { explain } from '../database/failures.ts'
import { createLogger } from '../logger.ts'
import { runSingleProcess } from '../process/single-process.ts'
import { runSupervisor } from '../process/supervise.ts'
import { disableParallelScavenge } from '../process/v8-flags.ts'
import { runWorker } from '../process/worker.ts'
import { wantsHelp } from './wants-help.ts'

const run = async () => {
  disableParallelScavenge()
  const config = readConfig()
  const log = createLogger(config.LOG_LEVEL)
  if (cluster.isWorker) await runWorker(config, log)
  else if (config.WEB_CONCURRENCY > 1) await runSupervisor(config, log)
  else await runSingleProcess(config, log)
}

if (wantsHelp()) {
  console.log(`The gateway. Environment variables:\n\n${configHelp()}`)
} else {
  run().catch((error: unknown) => {
    console.error(explain(error))
    process.exit(1)
  })
}
