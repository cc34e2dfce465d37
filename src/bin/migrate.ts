/** `npm run migrate`: brings the schema of DATABASE_URL, or of the embedded database, up to date. */
import { parseArgs } from 'node:util'
import { configHelp, readConfig } from '../config.ts'
import { migrate } from '../database/migrate.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import { createLogger } from '../logger.ts'
import { helpOption, printsHelp, runProgram } from './command-line.ts'

const help = `npm run migrate

Brings the schema up to date: applies the files of sql/tables that are new and the functions that have changed. Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'LOG_LEVEL'])}`

runProgram(async () => {
  if (printsHelp(parseArgs({ options: helpOption }).values, help)) return
  const config = readConfig(undefined, { command: true })
  const log = createLogger(config.LOG_LEVEL)
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded({ dataDir: config.DATA_DIR, log, share: true }) : undefined
  try {
    const added = await migrate(config.DATABASE_URL ?? embedded?.url ?? '')
    console.log(added.length > 0 ? `applied ${added.join(', ')}` : 'the schema is up to date')
  } finally {
    await embedded?.stop()
  }
})
