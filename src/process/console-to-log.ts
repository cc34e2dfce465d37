import { format } from 'node:util'
import type { Logger } from '../logger.ts'

/** What Sequelize prints of a connection that is lost in a transaction. The outage has its own lines. */
const ofAnOutage = /^(Committing|Rolling back) transaction/

/** Makes log lines of what libraries and Node print as text: the standard output has JSON lines only. */
export const consoleToLog = (log: Pick<Logger, 'warn' | 'debug'>): void => {
  console.warn = (...said: unknown[]) => {
    const text = format(...said)
    log[ofAnOutage.test(text) ? 'debug' : 'warn']({ text }, 'a library warned')
  }
  // Node prints a warning to the standard error unless there is a listener
  process.removeAllListeners('warning')
  process.on('warning', (err) => log.warn({ err }, 'Node warned'))
}
