/** Every environment variable, once. The only reader of `process.env`. */
import { electronicFormatIBAN, isValidBIC, isValidIBAN } from 'ibantools'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const variable = <S extends z.ZodType>(description: string, takes: string, schema: S) => schema.meta({ description, takes })

const integer = (fallback: number, from: number, to: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(from).max(to)).prefault(String(fallback))

const flag = z
  .enum(['0', '1'])
  .transform((value) => value === '1')
  .prefault('0')

const isUrl =
  (...protocols: string[]) =>
  (value: string) =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol)

const isRedisUrl = isUrl('redis:', 'rediss:')

const list = (valid: (entry: string) => boolean) =>
  z
    .string()
    .transform((value): readonly string[] => (value ? value.split(',').map((entry) => entry.trim()) : []))
    .refine((entries) => entries.every(valid))
    .prefault('')

const isOrigin = (entry: string) => /^https?:/.test(entry) && URL.canParse(entry) && new URL(entry).origin === entry
const isAddress = (entry: string) => ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry)

const isLong = (entry: string) => entry.length >= 16
const isIban = (iban: string | null): iban is string => iban !== null && isValidIBAN(iban)
const webUrl = z.string().refine(isUrl('http:', 'https:')).optional()
const secret = (form: RegExp) => z.string().regex(form).optional()

const schema = z.object({
  PORT: variable('The port of the sockets and of HTTP.', 'a port, 0 to 65535 (0: any free one)', integer(3000, 0, 65_535)),
  HOST: variable(
    'The address to listen on.',
    'an IP address or a host name',
    z
      .string()
      .regex(/^[\w.:-]+$/)
      .prefault('0.0.0.0'),
  ),
  DATABASE_URL: variable(
    'The PostgreSQL to use, 14 or newer. Unset: an embedded one, with its data in DATA_DIR.',
    'postgres://user:password@host:port/database',
    z.string().refine(isUrl('postgres:', 'postgresql:')).optional(),
  ),
  DATA_DIR: variable('Where the embedded PostgreSQL keeps its data.', 'a directory', z.string().prefault('.data')),
  REDIS_URL: variable(
    'The Redis that connects several nodes. Unset: there is one node.',
    'redis://user:password@host:port, or rediss://',
    z.string().refine(isRedisUrl).optional(),
  ),
  REDIS_SENTINELS: variable(
    'The Sentinels that know where Redis is. User, password and TLS of Redis itself come from REDIS_URL, whose host is not used.',
    'redis:// or rediss:// URLs, comma-separated; the first one has the user and the password of all',
    list(isRedisUrl),
  ),
  REDIS_SENTINEL_NAME: variable('Under which name the Sentinels know Redis.', 'a name', z.string().prefault('mymaster')),
  REDIS_CLUSTER_NODES: variable(
    'Some nodes of a Redis Cluster, instead of REDIS_URL.',
    'redis:// or rediss:// URLs, comma-separated; the first one has the user and the password of all',
    list(isRedisUrl),
  ),
  WEB_CONCURRENCY: variable(
    'How many processes serve the port together. More than one need a Redis.',
    'processes, 1 to 64',
    integer(1, 1, 64),
  ),
  ENGINE: variable(
    "What carries the sockets: uWebSockets.js, or Node's own HTTP server.",
    'uws or ws',
    z.enum(['uws', 'ws']).prefault('uws'),
  ),
  ALLOWED_ORIGINS: variable(
    "The web origins whose pages may connect, besides the gateway's own.",
    'origins, comma-separated: https://app.example.com,https://www.example.com',
    list(isOrigin),
  ),
  SESSION_TTL_DAYS: variable('How long a session lives after its last use.', 'days, 1 to 3650', integer(30, 1, 3650)),
  PUBLIC_URL: variable(
    'Where customers reach the gateway, for the links that are sent to them. Unset: this machine.',
    'https://orders.example.com',
    webUrl.transform((value) => value?.replace(/\/+$/, '')),
  ),
  PAYMENT_PROVIDER: variable(
    'Who takes card payments. The sandbox is a pretend one; in production it has to be named.',
    'sandbox or stripe',
    z.enum(['sandbox', 'stripe']).prefault('sandbox'),
  ),
  PAYMENT_TIMEOUT_MINUTES: variable('How long an order waits for its payment.', 'minutes, 1 to 1440', integer(15, 1, 1440)),
  STRIPE_SECRET_KEY: variable("Stripe's secret or restricted key.", 'sk_… or rk_…', secret(/^[sr]k_\w+$/)),
  STRIPE_PUBLISHABLE_KEY: variable("Stripe's publishable key, which clients get.", 'pk_…', secret(/^pk_\w+$/)),
  STRIPE_WEBHOOK_SECRET: variable(
    "What signs Stripe's webhooks; two while one is replaced.",
    'whsec_…, comma-separated',
    list((entry) => /^whsec_\w+$/.test(entry)),
  ),
  STRIPE_API_BASE: variable("Another host than Stripe's own, for tests.", 'http://127.0.0.1:12111', webUrl),
  SANDBOX_WEBHOOK_SECRET: variable(
    "What signs the sandbox's webhooks; two while one is replaced. Unset: one is made and kept in the database.",
    'at least 16 characters each, comma-separated',
    list(isLong),
  ),
  PAYEE_NAME: variable(
    "The owner of the account that QR payments go to. With PAYEE_IBAN a QR code is a SEPA credit transfer; otherwise it is the sandbox's.",
    'a name of at most 70 characters',
    z.string().trim().max(70).optional(),
  ),
  PAYEE_IBAN: variable(
    'The account that QR payments go to.',
    'an IBAN',
    z.string().transform(electronicFormatIBAN).refine(isIban).optional(),
  ),
  PAYEE_BIC: variable("That account's bank.", 'a BIC', z.string().refine(isValidBIC).optional()),
  BANK_WEBHOOK_SECRET: variable(
    'What signs the webhooks that confirm credit transfers; two while one is replaced.',
    'at least 16 characters each, comma-separated',
    list(isLong),
  ),
  RATE_LIMITS: variable(
    'Whether requests, sign-ins and connections are limited; off is for load tests.',
    'on or off',
    z.enum(['on', 'off']).prefault('on'),
  ),
  MAX_CONNECTIONS_PER_ADDRESS: variable(
    'How many connections one IP address (of IPv6: one /64) may have open, on all nodes together.',
    'connections, 1 to 1000000',
    integer(200, 1, 1_000_000),
  ),
  TRUSTED_PROXIES: variable(
    'The proxies whose X-Forwarded-For is believed.',
    'IP addresses and CIDR ranges, comma-separated: 10.0.0.0/8,::1',
    list(isAddress),
  ),
  LOG_LEVEL: variable(
    'The least serious log lines to print.',
    'fatal, error, warn, info, debug, trace or silent',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).prefault('info'),
  ),
  NODE_ENV: variable(
    'With `production`, what is only for tests is refused.',
    'a word, such as production',
    z.string().prefault('development'),
  ),
  DEMO: variable('Loads the sample menu and the demo accounts, whose passwords are public.', '0 or 1', flag),
  AUTOPILOT: variable('Plays the staff: orders move by themselves.', '0 or 1', flag),
})

export type Config = Readonly<z.output<typeof schema>>

/** Whether a Redis connects this node with others. */
export const usesRedis = ({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES }: Config): boolean =>
  REDIS_URL !== undefined || REDIS_SENTINELS.length > 0 || REDIS_CLUSTER_NODES.length > 0

/** What variables that are valid one by one make wrong together. */
const conflicts = ({ REDIS_SENTINELS, REDIS_CLUSTER_NODES }: Config): string[] =>
  REDIS_SENTINELS.length > 0 && REDIS_CLUSTER_NODES.length > 0 ? ['REDIS_SENTINELS and REDIS_CLUSTER_NODES exclude each other'] : []

/** All that is wrong with the environment, one line a variable. Values are not repeated: they may hold passwords. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(['The environment is not valid:', ...faults].join('\n  '))
    this.name = 'ConfigError'
    this.faults = faults
  }
}

interface ConfigRow {
  name: string
  takes: string
  default?: string
  description: string
}

const meta = z.object({ takes: z.string(), description: z.string() })

/** The rows of the table of variables, for `--help` and the documents. */
export const configTable = (): ConfigRow[] =>
  Object.entries(schema.shape).map(([name, of]) => {
    const { takes, description } = meta.parse(of.meta())
    const fallback = of instanceof z.ZodPrefault ? String(of.def.defaultValue) : ''
    return { name, takes, ...(fallback && { default: fallback }), description }
  })

/** The table as `--help` prints it. */
export const configHelp = (): string =>
  configTable()
    .map(
      (row) => `  ${row.name.padEnd(21)}${row.description}\n${' '.repeat(23)}${row.takes}${row.default ? `; default ${row.default}` : ''}`,
    )
    .join('\n')

const together = [
  { because: 'PAYMENT_PROVIDER', is: 'stripe', needs: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'] },
  { because: 'PAYEE_IBAN', needs: ['PAYEE_NAME', 'BANK_WEBHOOK_SECRET'] },
  { because: 'PAYEE_NAME', needs: ['PAYEE_IBAN'] },
  { because: 'NODE_ENV', is: 'production', needs: ['PAYMENT_PROVIDER'] },
]

/** What has to be set because of something else that is. */
const missing = (given: Environment): string[] =>
  together.flatMap(({ because, is, needs }) =>
    given[because] !== undefined && (is === undefined || given[because] === is)
      ? needs.filter((name) => given[name] === undefined).map((name) => `${name} has to be set with ${because}${is ? `=${is}` : ''}`)
      : [],
  )

type Environment = Readonly<Record<string, string | undefined>>

/** Throws a `ConfigError` that names every fault at once. A `command` beside the gateway takes no payments, and may leave out what they need. */
export const readConfig = (env: Environment = process.env, { command = false } = {}): Config => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()))
  const parsed = schema.safeParse(given)
  const wrong = new Set(parsed.error?.issues.map((issue) => issue.path[0]))
  const faults = [
    ...configTable()
      .filter(({ name }) => wrong.has(name))
      .map(({ name, takes }) => `${name} takes ${takes}`),
    ...(command ? [] : missing(given)),
    ...(parsed.success ? conflicts(parsed.data) : []),
  ]
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  return parsed.data
}
