/** `npm run staff`: the accounts of the staff. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isCommonPassword } from '../accounts/common-passwords.ts'
import { createPasswordHasher } from '../accounts/passwords.ts'
import { changeRole, createStaff, dismissStaff, listStaff, reinstateStaff, setPassword } from '../accounts/staff.ts'
import { configHelp, readConfig } from '../config.ts'
import { email, line, login, password, roles } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { createLogger } from '../logger.ts'
import { openDatabase } from '../process/open-database.ts'
import { helpOption, printsHelp, runProgram } from './command-line.ts'

const staffRoles = roles.filter((role) => role !== 'customer')

const help = `npm run staff -- create --login LOGIN --role ROLE [--name NAME] [--email EMAIL] [--password PASSWORD]
npm run staff -- list
npm run staff -- role --login LOGIN --role ROLE
npm run staff -- password --login LOGIN [--password PASSWORD]
npm run staff -- dismiss --login LOGIN
npm run staff -- reinstate --login LOGIN [--password PASSWORD]

ROLE is one of ${staffRoles.join(', ')}. Without --password the program generates one and prints it once.
role, password and dismiss end the sessions of the account; password is also for a customer who cannot sign in any more.
Environment variables:

${configHelp(['DATABASE_URL', 'DATA_DIR'])}`

const newPassword = password.refine((value) => !isCommonPassword(value), 'this is one of the most common passwords')

const newStaff = z.strictObject({
  login,
  role: z.enum(staffRoles),
  name: line(100).optional(),
  email: email.optional(),
  password: newPassword.optional(),
})

const noOption = z.strictObject({})
const oneLogin = z.strictObject({ login })
const loginAndRole = z.strictObject({ login, role: z.enum(staffRoles) })
const loginAndPassword = z.strictObject({ login, password: newPassword.optional() })

const unknownLogin = (who: string) => new Error(`--login: no member of the staff has the login ${who}`)
const canSignIn = (who: string, { given, made }: { given: string | undefined; made: string }) =>
  `${who} can sign in${given === undefined ? ` with the password ${made}` : ''}`

/** Validates the options of a command. */
const read = <Options extends z.ZodType>(schema: Options, given: unknown): z.output<Options> => {
  const parsed = schema.safeParse(given, { error: ({ input }) => (input === undefined ? 'this command requires it' : undefined) })
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `--${key}: this command does not take it`)
      : [`--${issue.path.join('.')}: ${issue.message}`],
  )
  throw new Error(faults.join('\n'))
}

/** Each command validates its options first, then does its work on the database and returns the lines to print. */
const commands: Record<string, (given: unknown) => (database: Database) => Promise<string[]>> = {
  create: (given) => {
    const staff = read(newStaff, given)
    return async (database) => {
      const made = await createStaff(database, createPasswordHasher(), staff)
      return [canSignIn(staff.login, { given: staff.password, made })]
    }
  },
  list: (given) => {
    read(noOption, given)
    return async (database) =>
      (await listStaff(database)).map(({ login: who, role, name }) => `${role.padEnd(10)} ${who.padEnd(24)} ${name}`)
  },
  dismiss: (given) => {
    const { login: who } = read(oneLogin, given)
    return async (database) => {
      if (!(await dismissStaff(database, who))) throw unknownLogin(who)
      return [`${who} can no longer sign in`]
    }
  },
  role: (given) => {
    const { login: who, role } = read(loginAndRole, given)
    return async (database) => {
      if (!(await changeRole(database, who, role))) throw unknownLogin(who)
      return [`${who} has the role ${role}, and has to sign in again`]
    }
  },
  password: (given) => {
    const wanted = read(loginAndPassword, given)
    return async (database) => {
      const made = await setPassword(database, createPasswordHasher(), wanted)
      if (made === undefined) throw new Error(`--login: there is no account ${wanted.login} that can sign in`)
      return [canSignIn(wanted.login, { given: wanted.password, made })]
    }
  },
  reinstate: (given) => {
    const wanted = read(loginAndPassword, given)
    return async (database) => {
      const made = await reinstateStaff(database, createPasswordHasher(), wanted)
      if (made === undefined) throw new Error(`--login: ${wanted.login} is not the login of a dismissed member of the staff`)
      return [canSignIn(wanted.login, { given: wanted.password, made })]
    }
  },
}

runProgram(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      login: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string' },
      email: { type: 'string' },
      password: { type: 'string' },
      ...helpOption,
    },
  })
  const { help: _, ...fields } = values
  if (printsHelp(values, help)) return
  const [name = '', ...rest] = positionals
  const command = Object.hasOwn(commands, name) && rest.length === 0 ? commands[name] : undefined
  if (!command) throw new Error(`The first argument is one of ${Object.keys(commands).join(', ')}: --help prints what is possible`)
  const work = command(fields)

  const database = await openDatabase(readConfig(undefined, { command: true }), { log: createLogger('warn'), share: true })
  try {
    for (const line of await work(database)) console.log(line)
  } finally {
    await database.close()
  }
})
