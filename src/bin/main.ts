/** `npm start`: runs the gateway in one process, or a supervisor with several workers. */
import cluster from 'node:cluster'
import { parseArgs } from 'node:util'
import { configHelp, readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { runSingleProcess } from '../process/single-process.ts'
import { runSupervisor } from '../process/supervise.ts'
import { disableParallelScavenge } from '../process/v8-flags.ts'
import { runWorker } from '../process/worker.ts'
import { helpOption, printsHelp, runProgram } from './command-line.ts'

const help = `npm start

Runs the gateway. Environment variables:

${configHelp()}`

runProgram(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  disableParallelScavenge()
  const config = readConfig()
  const log = createLogger(config.LOG_LEVEL)
  if (cluster.isWorker) await runWorker(config, log)
  else if (config.WEB_CONCURRENCY > 1) await runSupervisor(config, log)
  else await runSingleProcess(config, log)
})
