/** `npm run migrate`: brings the schema of DATABASE_URL, or of the embedded database, up to date. */
import { configHelp, readConfig } from '../config.ts'
import { explain } from '../database/failures.ts'
import { migrate } from '../database/migrate.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import { createLogger } from '../logger.ts'
import { wantsHelp } from './wants-help.ts'

const run = async () => {
  const config = readConfig(undefined, { command: true })
  const log = createLogger(config.LOG_LEVEL)
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded({ dataDir: config.DATA_DIR, log, share: true }) : undefined
  try {
    const added = await migrate(config.DATABASE_URL ?? embedded?.url ?? '')
    console.log(added.length > 0 ? `applied ${added.join(', ')}` : 'the schema is up to date')
  } finally {
    await embedded?.stop()
  }
}

if (wantsHelp()) {
  console.log(
    `Brings the schema up to date: applies the files of sql/tables that are new and the functions that have changed. Environment variables:\n\n${configHelp()}`,
  )
} else {
  run().catch((error: unknown) => {
    console.error(explain(error))
    process.exitCode = 1
  })
}
