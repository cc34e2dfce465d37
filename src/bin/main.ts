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
import { ExportFailures } from '../tracing/export-failures.ts'
import { startTracing } from '../tracing/start.ts'
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
  const isSupervisor = cluster.isPrimary && config.WEB_CONCURRENCY > 1
  const tracing = isSupervisor ? undefined : await startTracing(config, { node, version, onError: (error) => failures.note(error) })
  const log = createLogger(config.LOG_LEVEL, { node, worker: cluster.worker?.id ?? 0, version }, tracing?.logFields)
  const failures = new ExportFailures(log)
  consoleToLog(log)
  if (isSupervisor) await runSupervisor(config, node, log)
  else if (cluster.isWorker) await runWorker(config, node, log, tracing)
  else await runSingleProcess(config, node, log, tracing)
})
