/** `npm run staff`: the accounts of the people who fulfil the orders. */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createPasswordHasher } from './accounts/passwords.ts'
import { createStaff, listStaff } from './accounts/staff.ts'
import { readConfig } from './config.ts'
import { email, login, password, roles } from './contract/index.ts'
import { explain } from './database/failures.ts'
import { openDatabase } from './database/open.ts'
import { createLogger } from './logger.ts'

const staffRoles = roles.filter((role) => role !== 'customer')

const help = `npm run staff -- create --login LOGIN --role ROLE [--name NAME] [--email EMAIL] [--password PASSWORD]
npm run staff -- list

ROLE is one of ${staffRoles.join(', ')}. Without --password one is made up and printed, this once.
The database is that of the gateway: DATABASE_URL, or the embedded one in DATA_DIR.`

const newStaff = z.strictObject({
  login,
  role: z.enum(staffRoles),
  name: z.string().trim().min(1).max(100).optional(),
  email: email.optional(),
  password: password.optional(),
})

const run = async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      login: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string' },
      email: { type: 'string' },
      password: { type: 'string' },
      help: { type: 'boolean' },
    },
  })
  const { help: helpWanted, ...fields } = values
  const [command, ...rest] = positionals
  if (helpWanted) return console.log(help)
  if ((command !== 'create' && command !== 'list') || rest.length > 0) throw new Error(help)
  const parsed = command === 'create' ? newStaff.safeParse(fields) : undefined
  if (parsed && !parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'))

  const database = await openDatabase(readConfig(undefined, { command: true }), { log: createLogger('warn'), share: true })
  try {
    if (parsed) {
      const made = await createStaff(database, createPasswordHasher(), parsed.data)
      console.log(
        fields.password === undefined ? `${parsed.data.login} can sign in with the password ${made}` : `${parsed.data.login} can sign in`,
      )
    } else for (const { login: who, role, name } of await listStaff(database)) console.log(`${role.padEnd(10)} ${who.padEnd(24)} ${name}`)
  } finally {
    await database.close()
  }
}

run().catch((error: unknown) => {
  console.error(explain(error))
  process.exitCode = 1
})
