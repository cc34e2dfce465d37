/** `npm run migrate`: brings the schema of DATABASE_URL, or of the embedded database, up to date. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { configHelp, readConfig } from '../config.ts'
import { checkLocks } from '../database/check-session.ts'
import { migrate } from '../database/migrate.ts'
import { reachDatabase } from '../database/reach.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import { createLogger } from '../logger.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `npm run migrate -- [--wait SECONDS]

Brings the schema up to date: applies the files of sql/tables that are new and the functions that have changed. An attempt to connect may take
five seconds. With --wait it tries again for so long while the database does not take connections. Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'LOG_LEVEL'])}`

const seconds = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(86_400))

runProgram(async () => {
  const { values } = parseArgs({ options: { wait: { type: 'string', default: '0' }, ...helpOption } })
  if (printsHelp(values, help)) return
  const wait = seconds.safeParse(values.wait)
  if (!wait.success) throw new WrongArgument('--wait takes a number of seconds, at most 86400')
  const config = readConfig(undefined, { command: true })
  const log = createLogger(config.LOG_LEVEL)
  const embedded = config.DATABASE_URL === undefined ? await startEmbedded({ dataDir: config.DATA_DIR, log, share: true }) : undefined
  try {
    const onWait = (cause: string) => console.error(`waiting for the database: ${cause}`)
    if (!embedded && config.DATABASE_URL !== undefined) {
      await reachDatabase(config.DATABASE_URL, { withinMs: wait.data * 1000, onWait })
      await checkLocks(config.DATABASE_URL)
    }
    const added = await migrate(config.DATABASE_URL ?? embedded?.url ?? '')
    console.log(added.length > 0 ? `applied ${added.join(', ')}` : 'the schema is up to date')
  } finally {
    await embedded?.stop()
  }
})
