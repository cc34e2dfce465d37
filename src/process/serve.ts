/** The process of a gateway, of a supervisor or of one of its workers. */
import cluster from 'node:cluster'
import { v7 as uuidv7 } from 'uuid'
import type { Config } from '../config.ts'
import { createLogger } from '../logger.ts'
import { ExportFailures } from '../tracing/export-failures.ts'
import { startTracing } from '../tracing/start.ts'
import { version } from '../version.ts'
import { consoleToLog } from './console-to-log.ts'
import { runSingleProcess } from './single-process.ts'
import { runSupervisor } from './supervise.ts'
import { disableParallelScavenge } from './v8-flags.ts'
import { runWorker } from './worker.ts'

export const serve = async (config: Config): Promise<void> => {
  disableParallelScavenge()
  const node = uuidv7()
  const isSupervisor = cluster.isPrimary && config.WEB_CONCURRENCY > 1
  const tracing = isSupervisor ? undefined : await startTracing(config, { node, version, onError: (error) => failures.note(error) })
  const log = createLogger(config.LOG_LEVEL, { node, worker: cluster.worker?.id ?? 0, version }, tracing?.logFields)
  const failures = new ExportFailures(log)
  consoleToLog(log)
  if (isSupervisor) await runSupervisor(config, node, log)
  else if (cluster.isWorker) await runWorker(config, node, log, tracing)
  else await runSingleProcess(config, node, log, tracing)
}
