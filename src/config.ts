/** Reads the environment variables, which are declared in `environment/variables`. `process.env` is read only here. */
import { z } from 'zod'
import { missingCertificates } from './environment/certificates.ts'
import { contradictions } from './environment/contradictions.ts'
import { databaseUrlFaults } from './environment/database-url.ts'
import { missing } from './environment/required.ts'
import { fileVariable, readSecretFiles } from './environment/secret-files.ts'
import { type Environment, unsafeSettings } from './environment/unsafe-settings.ts'
import { access } from './environment/variables/access.ts'
import { limits } from './environment/variables/limits.ts'
import { operating } from './environment/variables/operating.ts'
import { payments } from './environment/variables/payments.ts'
import { reaching } from './environment/variables/reaching.ts'
import { serving } from './environment/variables/serving.ts'
import { tracing } from './environment/variables/tracing.ts'

const schema = z.object({ ...serving, ...access, ...payments, ...limits, ...reaching, ...tracing, ...operating })

export type Config = Readonly<z.output<typeof schema>>

export { usesRedis } from './environment/contradictions.ts'

/** Every fault of the environment, one line per variable. The message does not repeat values, because they may contain passwords. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(['The environment variables are not valid:', ...faults].join('\n  '))
    this.name = 'ConfigError'
    this.faults = faults
  }
}

interface ConfigRow {
  name: string
  /** The variable that names a file with the value, for secrets. */
  file?: string
  takes: string
  default?: string
  description: string
}

const meta = z.object({ takes: z.string(), description: z.string(), secret: z.boolean().optional() })

/** The rows of the table of variables, for `--help` and the documents. */
export const configTable = (): ConfigRow[] =>
  Object.entries(schema.shape).map(([name, of]) => {
    const { takes, description, secret: isSecret } = meta.parse(of.meta())
    const fallback = of instanceof z.ZodPrefault ? String(of.def.defaultValue) : ''
    return { name, ...(isSecret && { file: fileVariable(name) }), takes, ...(fallback && { default: fallback }), description }
  })

/** The table as `--help` prints it, with all variables or some. */
export const configHelp = (names?: readonly (keyof Config)[]): string => {
  const wanted: ReadonlySet<string> | undefined = names && new Set(names)
  const rows = configTable().filter(({ name }) => wanted?.has(name) ?? true)
  const width = Math.max(...rows.map(({ name }) => name.length)) + 2
  return rows
    .map((row) => {
      const takes = `${row.takes}${row.default ? `; default ${row.default}` : ''}${row.file ? `; or ${row.file}, a file with it` : ''}`
      return `  ${row.name.padEnd(width)}${row.description}\n  ${' '.repeat(width)}${takes}`
    })
    .join('\n')
}

/** Throws a `ConfigError` that lists every fault. A `command` takes no payments, so it does not require the variables of payments. */
export const readConfig = (env: Environment = process.env, { command = false } = {}): Config => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const secrets = configTable().flatMap(({ name, file }) => (file ? [name] : []))
  const { given, faults: unreadable } = readSecretFiles(set, secrets)
  const parsed = schema.safeParse(given)
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]))
  const faults = [
    ...configTable()
      .filter(({ name }) => wrong.has(name))
      .map(({ name, takes }) => `${name} takes ${takes}`),
    ...unreadable,
    ...databaseUrlFaults(given),
    ...missingCertificates(given),
    ...(command ? [] : [...missing(given), ...unsafeSettings(given)]),
    ...(parsed.success ? contradictions(parsed.data, { command }) : []),
  ]
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  return parsed.data
}

export type { Environment }

/** The environment for another program: ours, and more. */
export const childEnvironment = (more: Readonly<Record<string, string>> = {}): Environment => ({ ...process.env, ...more })

/** uWebSockets.js reads the longest head that it accepts from the environment when it loads. */
export const limitNativeHeads = (bytes: number): void => {
  process.env.UWS_HTTP_MAX_HEADERS_SIZE = String(bytes)
}
