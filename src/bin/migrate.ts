/** `npm run migrate`: brings the schema of DATABASE_URL, or of the embedded database, up to date. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { configHelp, readConfig } from '../config.ts'
import { checkLocks } from '../database/check-session.ts'
import { migrate } from '../database/migrate.ts'
import { planMigration } from '../database/plan-migration.ts'
import { reachDatabase } from '../database/reach.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import { createLogger } from '../logger.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `npm run migrate -- [--plan] [--back] [--wait SECONDS] [--lock-wait SECONDS]

Brings the schema up to date: applies the files of sql/tables that are new and the functions that have changed. An attempt to connect may take
five seconds. With --wait it tries again for so long while the database does not take connections.

The functions of a newer version stay, because its nodes may run: an older node that starts again must not take them away. With --back this version
brings its own back; run it when no node of the newer version runs.

With --plan it only prints the files that would run, and which tables they lock for how long.

A migration that needs a lock tries for a moment at a time, so that others are not held up, and says whom it waits for. After --lock-wait
(900 seconds) it gives up; run it again later. Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'LOG_LEVEL'])}`

const seconds = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(86_400))

const read = (option: string, given: string): number => {
  const parsed = seconds.safeParse(given)
  if (!parsed.success) throw new WrongArgument(`--${option} takes a number of seconds, at most 86400`)
  return parsed.data
}

const apply = async (url: string, { lockWait, back }: { lockWait: number; back: boolean }) => {
  const onLockWait = (holders: string) => console.error(`waiting for a lock of ${holders}`)
  const onNewer = (newer: string) =>
    console.error(`the functions are those of version ${newer} and stay: customerbackend migrate --back brings those of this version back`)
  const added = await migrate(url, { lockWaitMs: lockWait * 1000, onLockWait, keepNewer: !back, onNewer })
  console.log(added.length > 0 ? `applied ${added.join(', ')}` : 'the schema is up to date')
}

const plan = async (url: string, back: boolean) => {
  const lines = await planMigration(url, { keepNewer: !back })
  console.log(lines.length > 0 ? lines.join('\n') : 'the schema is up to date')
}

runProgram(async () => {
  const { values } = parseArgs({
    options: {
      plan: { type: 'boolean', default: false },
      back: { type: 'boolean', default: false },
      wait: { type: 'string', default: '0' },
      'lock-wait': { type: 'string', default: '900' },
      ...helpOption,
    },
  })
  if (printsHelp(values, help)) return
  const [wait, lockWait] = [read('wait', values.wait), read('lock-wait', values['lock-wait'])]
  const config = readConfig(undefined, { command: true })
  const log = createLogger(config.LOG_LEVEL)
  const embedded =
    config.DATABASE_URL === undefined
      ? await startEmbedded({ dataDir: config.DATA_DIR, log, share: true, mustExist: values.plan })
      : undefined
  const url = config.DATABASE_URL ?? embedded?.url ?? ''
  try {
    const onWait = (cause: string) => console.error(`waiting for the database of DATABASE_URL: ${cause}`)
    if (!embedded) {
      await reachDatabase(url, { withinMs: wait * 1000, onWait })
      await checkLocks(url)
    }
    await (values.plan ? plan(url, values.back) : apply(url, { lockWait, back: values.back }))
  } finally {
    await embedded?.stop()
  }
})
