/** `npm run staff`: the accounts of the staff. */
import { parseArgs } from 'node:util'
import { configHelp, readConfig } from '../config.ts'
import { staffRole } from '../contract/index.ts'
import { audited } from '../database/audit.ts'
import { AppError } from '../errors.ts'
import { createLogger } from '../logger.ts'
import { openDatabase } from '../process/open-database.ts'
import { helpOption, printsHelp, runProgram, WrongArgument } from './command-line.ts'
import { staffCommands } from './staff-commands.ts'

const help = `npm run staff -- list
npm run staff -- create --login LOGIN --role ROLE [--name NAME] [--email EMAIL] [--locale TAG] [--password-stdin]
npm run staff -- update --login LOGIN [--role ROLE] [--name NAME] [--locale TAG]
npm run staff -- password --login LOGIN [--password-stdin]
npm run staff -- disable --login LOGIN
npm run staff -- enable --login LOGIN
npm run staff -- sessions --login LOGIN
npm run staff -- end-sessions --login LOGIN
npm run staff -- reset-second-factor --login LOGIN

ROLE is one of ${staffRole.options.join(', ')}. A password is never an argument, because other users of the machine can read those: with
--password-stdin the program reads it from the first line of its input; otherwise it generates one and prints it once.

After disable the account cannot sign in until enable. disable, password, reset-second-factor and another role end the sessions of the account.
password is also for a customer who cannot sign in any more. The last manager who can sign in is neither disabled nor given another role.
Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR'])}`

const refusals: Readonly<Record<string, string>> = {
  staff_not_found: '--login: no member of the staff has this login',
  last_manager: '--login: no other manager can sign in. Create or enable another manager first',
}

const explainRefusal = (error: unknown): unknown =>
  error instanceof AppError ? new WrongArgument(refusals[error.reason] ?? error.message) : error

runProgram(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      login: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string' },
      email: { type: 'string' },
      locale: { type: 'string' },
      'password-stdin': { type: 'boolean' },
      ...helpOption,
    },
  })
  const { help: _, ...fields } = values
  if (printsHelp(values, help)) return
  const [name = '', ...rest] = positionals
  const command = Object.hasOwn(staffCommands, name) && rest.length === 0 ? staffCommands[name] : undefined
  if (!command)
    throw new WrongArgument(`The first argument is one of ${Object.keys(staffCommands).join(', ')}: --help prints what is possible`)
  const work = command(fields)

  const database = await openDatabase(readConfig(undefined, { command: true }), { log: createLogger('warn'), ofGateway: true })
  try {
    const recorded = audited(database, { event: `staff:${name.replaceAll('-', '_')}`, actor: 'command_line' })
    for (const line of await work(recorded)) console.log(line)
  } catch (error) {
    throw explainRefusal(error)
  } finally {
    await database.close()
  }
})
