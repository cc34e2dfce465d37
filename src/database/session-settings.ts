/** The settings that every session of the gateway needs, and what to do where a connection pooler does not pass them on. */
import { z } from 'zod'

/** As `current_setting` writes them. */
export const sessionSettings = {
  TimeZone: 'UTC',
  default_transaction_isolation: 'read committed',
  statement_timeout: '10s',
  // releases the locks of a node that stops in the middle of a transaction
  idle_in_transaction_session_timeout: '2s',
  // a kept plan would be compiled anew each time it is used, and those that avoid a scan at any cost look dear enough for it
  jit: 'off',
} as const

/** One startup parameter, so that a pooler has to know only one. */
export const startupOptions = Object.entries(sessionSettings)
  .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
  .join(' ')

/** What PgBouncer and others say of a startup parameter that they do not know. */
export const refusesSettings = (error: Error): boolean => /unsupported (?:startup parameter|options)/i.test(error.message)

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`

const grantsTo = (role: string) =>
  Object.entries(sessionSettings)
    .map(([name, value]) => `alter role ${quoteName(role)} set ${name} = '${value}'`)
    .join('; ')

const behindPooler = 'DATABASE_URL leads to a connection pooler'

export const ignoreOptions = `${behindPooler} that refuses the settings of a session: set ignore_startup_parameters = options in it, or connect to PostgreSQL itself`

export const setByRole = (role: string, lacking: readonly string[]): string =>
  `${behindPooler} that does not pass on ${lacking.join(' and ')}: give the settings to the role (${grantsTo(role)}), or connect to PostgreSQL itself`

export const keepStatements = `${behindPooler} in transaction mode that loses prepared statements: set max_prepared_statements = 500 in it (PgBouncer 1.21 or newer), or pool_mode = session, or connect to PostgreSQL itself`

export const migrateDirectly = `${behindPooler} in transaction mode, where the lock of a migration does not hold: run the migration with the address of PostgreSQL itself, or with pool_mode = session`

export const moreSessions = `${behindPooler} with too few connections: raise default_pool_size in it to 10 or more, or connect to PostgreSQL itself`

const settingRows = z.array(z.object({ role: z.string(), name: z.string() }))

/** Asks which of the settings have another value. */
export const lackingSettings = `
  select current_user as role, wanted.key as name from json_each_text($1::json) wanted
  where current_setting(wanted.key) is distinct from wanted.value`

export const readLacking = (rows: unknown): { role: string; lacking: string[] } => {
  const found = settingRows.parse(rows)
  return { role: found[0]?.role ?? '', lacking: found.map(({ name }) => name) }
}
