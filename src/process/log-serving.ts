import type { Config } from '../config.ts'
import { lowLimit, openFileLimit } from '../engine/wire/open-files.ts'
import type { Logger } from '../logger.ts'

/** The line of the log from which on the process serves. */
export const logServing = ({ WEB_CONCURRENCY }: Config, port: number, log: Logger): void => {
  log.info({ port, pid: process.pid, workers: WEB_CONCURRENCY, runtime: process.version, openFiles: openFileLimit() }, 'started')
  const low = lowLimit()
  if (low) log.warn(low, 'few files may be open, so few sockets: raise the limit (ulimit -n, or LimitNOFILE of systemd)')
}
