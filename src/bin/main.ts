/** `npm start`: runs the gateway in one process, or a supervisor with several workers. */
import cluster from 'node:cluster'
import { parseArgs } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { configHelp, readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { consoleToLog } from '../process/console-to-log.ts'
import { runSingleProcess } from '../process/single-process.ts'
import { runSupervisor } from '../process/supervise.ts'
import { disableParallelScavenge } from '../process/v8-flags.ts'
import { runWorker } from '../process/worker.ts'
import { version } from '../version.ts'
import { helpOption, printsHelp, runProgram } from './command-line.ts'

const help = `npm start

Runs the gateway. Environment variables:

${configHelp()}`

runProgram(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  disableParallelScavenge()
  const config = readConfig()
  const node = uuidv7()
  const log = createLogger(config.LOG_LEVEL, { node, worker: cluster.worker?.id ?? 0, version })
  consoleToLog(log)
  if (cluster.isWorker) await runWorker(config, node, log)
  else if (config.WEB_CONCURRENCY > 1) await runSupervisor(config, node, log)
  else await runSingleProcess(config, node, log)
})
