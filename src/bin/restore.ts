/** `customerbackend restore`: a database from a file. */
import { parseArgs } from 'node:util'
import { restore } from '../backups/restore.ts'
import { configHelp, readConfig } from '../config.ts'
import { createLogger } from '../logger.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'

const help = `customerbackend restore FILE [--replace] [--newer FILE] [--log FILE] [--keep-sessions] [--programs FOLDER]
customerbackend restore --recovered [--newer FILE] [--log FILE] [--keep-sessions]

Restores a backup into the empty database of DATABASE_URL, or as the embedded database, and brings its schema up to date. Stop the gateways
before. The file is checked before anything is changed.

  --recovered        PostgreSQL has recovered the database of DATABASE_URL itself: do what follows a restore
  --replace          the database may have content: it is kept in another schema, or in another folder of DATA_DIR
  --newer FILE       a file with the URL of a newer database that can still be read. With --replace, the one that is replaced
  --log FILE         the log of a gateway since the backup. Several: --log FILE --log FILE
  --keep-sessions    without a newer database all sessions are ended; this keeps them
  --programs FOLDER  where pg_restore is. Otherwise it is searched on the PATH

Accounts that were deleted after the backup are deleted again, as far as the newer database or the logs know of them. From the newer database
it also takes passwords, roles, second factors, blocks and the ends of sessions. It asks the payment services about open payments, and lists
what they have taken or returned since and the database does not know. Set the variables of the gateway for that.

It ends with 0; with 2 if it is restored and there is something for you to look at; with 1 if it could not restore. Run it again in that case.
Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR', 'PAYMENT_PROVIDER', 'STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'])}`

runProgram(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      recovered: { type: 'boolean', default: false },
      replace: { type: 'boolean', default: false },
      newer: { type: 'string' },
      log: { type: 'string', multiple: true, default: [] },
      'keep-sessions': { type: 'boolean', default: false },
      programs: { type: 'string' },
      ...helpOption,
    },
  })
  if (printsHelp(values, help)) return
  const [file, ...rest] = positionals
  if ((file === undefined) !== values.recovered || rest.length > 0)
    throw new WrongArgument('The argument is the file of a backup, or --recovered: --help prints what is possible')
  const isDoubtful = await restore({
    config: readConfig(undefined, { command: true }),
    log: createLogger('warn'),
    file,
    replace: values.replace,
    newer: values.newer,
    logs: values.log,
    keepSessions: values['keep-sessions'],
    programs: values.programs,
    tell: (line) => console.log(line),
  })
  if (isDoubtful) process.exitCode = 2
})
