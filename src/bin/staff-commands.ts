/** The commands of `npm run staff`. */
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { refuseCommonPassword } from '../accounts/common-passwords.ts'
import {
  changeByOperator,
  disableByOperator,
  endSessionsByOperator,
  findStaff,
  generatePassword,
  resetSecondFactor,
  setPassword,
} from '../accounts/operate-staff.ts'
import { createPasswordHasher } from '../accounts/passwords.ts'
import { listSessions } from '../accounts/sessions.ts'
import { createStaff, listStaff } from '../accounts/staff.ts'
import { email, line, locale, login, password, type StaffMember, staffRole } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { WrongArgument } from './command-line.ts'

/** Validates its options, then does its work on the database and returns the lines to print. */
type Command = (given: unknown) => (database: Database) => Promise<string[]>

const oneLogin = z.strictObject({ login })
const name = line(100)
const passwordStdin = { 'password-stdin': z.boolean().optional() }

const newStaff = z.strictObject({
  login,
  role: staffRole,
  name: name.optional(),
  email: email.optional(),
  locale: locale.optional(),
  ...passwordStdin,
})
const changes = z
  .strictObject({ login, role: staffRole.optional(), name: name.optional(), locale: locale.optional() })
  .refine((given) => given.role !== undefined || given.name !== undefined || given.locale !== undefined, {
    path: ['role'],
    message: 'name at least one of --role, --name and --locale',
  })

/** The options of a command. */
const read = <Options extends z.ZodType>(schema: Options, given: unknown): z.output<Options> => {
  const parsed = schema.safeParse(given, { error: ({ input }) => (input === undefined ? 'this command requires it' : undefined) })
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `--${key}: this command does not take it`)
      : [`--${issue.path.join('.')}: ${issue.message}`],
  )
  throw new WrongArgument(faults.join('\n'))
}

const firstLine = async (): Promise<string> => {
  for await (const typed of createInterface({ input: process.stdin, terminal: false })) return typed
  throw new WrongArgument('--password-stdin: the input is empty')
}

/** The password of the input, or a new one, which is printed. */
const readPassword = async (isTyped: boolean | undefined): Promise<{ password: string; shown: string }> => {
  if (!isTyped) {
    const made = generatePassword()
    return { password: made, shown: ` with the password ${made}` }
  }
  const parsed = password.safeParse(await firstLine())
  if (!parsed.success) throw new WrongArgument(`the password: ${parsed.error.issues.map(({ message }) => message).join('; ')}`)
  refuseCommonPassword(parsed.data, 'password')
  return { password: parsed.data, shown: '' }
}

const describe = ({ role, login: who, name: called, disabledAt, secondFactor, sessions }: StaffMember): string => {
  const state = [
    ...(disabledAt === undefined ? [] : [`disabled since ${disabledAt}`]),
    ...(secondFactor ? ['second factor'] : []),
    ...(sessions > 0 ? [`${sessions} open`] : []),
  ]
  return `${role.padEnd(10)} ${who.padEnd(24)} ${called}${state.length > 0 ? ` (${state.join(', ')})` : ''}`
}

const list: Command = (given) => {
  read(z.strictObject({}), given)
  return async (database) => {
    const lines: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listStaff(database, { limit: 100, cursor })
      lines.push(...page.staff.map(describe))
      cursor = page.nextCursor
      if (cursor === undefined) return lines.length > 0 ? lines : ['no staff yet']
    }
  }
}

const sessions: Command = (given) => {
  const { login: who } = read(oneLogin, given)
  return async (database) => {
    const accountId = await findStaff(database, who)
    const listed = await listSessions(database, { accountId, sessionId: accountId }, { limit: 100 })
    const lines = listed.sessions.map(
      ({ lastSeenAt, expiresAt, userAgent = 'unknown device' }) => `last used ${lastSeenAt}, ends ${expiresAt}, ${userAgent}`,
    )
    return lines.length > 0 ? lines : ['no open session']
  }
}

export const staffCommands: Readonly<Record<string, Command>> = {
  list,
  create: (given) => {
    const { 'password-stdin': isTyped, ...staff } = read(newStaff, given)
    return async (database) => {
      const { password: chosen, shown } = await readPassword(isTyped)
      const passwordHash = await createPasswordHasher().hash(chosen)
      await database.transact(async (transaction) => {
        const accountId = await createStaff(transaction, { ...staff, name: staff.name ?? staff.login, passwordHash })
        transaction.note({ accountId, after: { role: staff.role } })
      })
      return [`${staff.login} can sign in${shown}`]
    }
  },
  update: (given) => {
    const { login: who, ...fields } = read(changes, given)
    return async (database) => {
      await changeByOperator(database, who, fields)
      return [`${who} is changed${fields.role === undefined ? '' : ', and has to sign in again if the role is another one'}`]
    }
  },
  password: (given) => {
    const { login: who, 'password-stdin': isTyped } = read(z.strictObject({ login, ...passwordStdin }), given)
    return async (database) => {
      const { password: chosen, shown } = await readPassword(isTyped)
      if (!(await setPassword(database, createPasswordHasher(), { login: who, password: chosen })))
        throw new WrongArgument(`--login: there is no account ${who} that can sign in`)
      return [`${who} can sign in${shown}`]
    }
  },
  disable: (given) => {
    const { login: who } = read(oneLogin, given)
    return async (database) => {
      await disableByOperator(database, who, true)
      return [`${who} can no longer sign in`]
    }
  },
  enable: (given) => {
    const { login: who } = read(oneLogin, given)
    return async (database) => {
      await disableByOperator(database, who, false)
      return [`${who} can sign in with the password of before`]
    }
  },
  sessions,
  'end-sessions': (given) => {
    const { login: who } = read(oneLogin, given)
    return async (database) => [`${await endSessionsByOperator(database, who)} sessions of ${who} have ended`]
  },
  'reset-second-factor': (given) => {
    const { login: who } = read(oneLogin, given)
    return async (database) => {
      const had = await resetSecondFactor(database, await findStaff(database, who))
      return [had ? `${who} has no second factor any more, and has to sign in again` : `${who} has no second factor`]
    }
  },
}
