/** Every environment variable is declared here, and `process.env` is read only here. */
import { electronicFormatIBAN, isValidBIC } from 'ibantools'
import { z } from 'zod'
import { missingCertificates } from './environment/certificates.ts'
import {
  bucketUrl,
  flag,
  integer,
  isIban,
  isLong,
  isNetwork,
  isOrigin,
  isRedisUrl,
  isUrl,
  keyLike,
  list,
  mailbox,
  secret,
  tileUrl,
  variable,
  webUrl,
} from './environment/kinds.ts'
import { fileVariable, readSecretFiles } from './environment/secret-files.ts'
import { type Environment, unsafeSettings } from './environment/unsafe-settings.ts'
import { isKeyPair } from './environment/vapid.ts'

const schema = z.object({
  PORT: variable('The port to listen on, for WebSocket and HTTP.', 'a port, 0 to 65535 (0: any free one)', integer(3000, 0, 65_535)),
  HOST: variable(
    'The address to listen on.',
    'an IP address or a host name',
    z
      .string()
      .regex(/^[\w.:-]+$/)
      .prefault('0.0.0.0'),
  ),
  DATABASE_URL: secret(
    'The PostgreSQL database to use, version 14 or newer. If unset, the gateway runs an embedded PostgreSQL in DATA_DIR.',
    'postgres://user:password@host:port/database',
    z.string().refine(isUrl('postgres:', 'postgresql:')).optional(),
  ),
  DATA_DIR: variable(
    'Where the embedded PostgreSQL keeps its data, and the gateway the uploaded pictures and the mails that it does not send.',
    'a directory',
    z.string().prefault('.data'),
  ),
  REDIS_URL: secret(
    'The Redis that connects several nodes. If unset, this node runs alone.',
    'redis://user:password@host:port, or rediss://',
    z.string().refine(isRedisUrl).optional(),
  ),
  REDIS_SENTINELS: secret(
    'The Redis Sentinels to ask for the master. The user, password and TLS setting of Redis itself come from REDIS_URL; the host in it is ignored.',
    'redis:// or rediss:// URLs, comma-separated; the user and password of the first apply to all',
    list(isRedisUrl),
  ),
  REDIS_SENTINEL_NAME: variable('The master name configured in Sentinel.', 'a name', z.string().prefault('mymaster')),
  REDIS_CLUSTER_NODES: secret(
    'Some nodes of a Redis Cluster. Replaces REDIS_URL.',
    'redis:// or rediss:// URLs, comma-separated; the user and password of the first apply to all',
    list(isRedisUrl),
  ),
  WEB_CONCURRENCY: variable(
    'The number of worker processes that share the port. More than one requires Redis.',
    'processes, 1 to 64',
    integer(1, 1, 64),
  ),
  ENGINE: variable(
    "The WebSocket server: uws is uWebSockets.js, ws is Node's own HTTP server. auto takes uws where a build of it loads, and ws elsewhere.",
    'auto, uws or ws',
    z.enum(['auto', 'uws', 'ws']).prefault('auto'),
  ),
  ALLOWED_ORIGINS: variable(
    "The web origins whose pages may connect, in addition to the gateway's own origin.",
    'origins, comma-separated: https://app.example.com,capacitor://localhost',
    list(isOrigin),
  ),
  SESSION_TTL_DAYS: variable('How long a session stays valid after its last use.', 'days, 1 to 3650', integer(30, 1, 3650)),
  STAFF_SESSION_HOURS: variable(
    'How long a session of the staff lasts at most, used or not. Ending a shift ends the sessions of the courier.',
    'hours, 1 to 168',
    integer(12, 1, 168),
  ),
  STAFF_SECOND_FACTOR: variable(
    'Who of the staff needs a second factor, the code of an authenticator app: optional lets each person decide. Those who need one and have none can only set it up after signing in.',
    'optional, managers or required',
    z.enum(['optional', 'managers', 'required']).prefault('optional'),
  ),
  STAFF_SECOND_FACTOR_KEY: secret(
    'Encrypts the secrets of second factors in the database; list two while you rotate it: the first encrypts. If unset, a key is generated and stored in the database, and protects less.',
    'at least 32 characters each, comma-separated',
    list((entry) => entry.length >= 32),
  ),
  PUBLIC_URL: variable(
    'The public URL of the gateway, used in links sent to customers. If unset, the address of this machine. Required with SMTP_URL.',
    'https://orders.example.com',
    webUrl.transform((value) => value?.replace(/\/+$/, '')),
  ),
  PAYMENT_PROVIDER: variable(
    'The service that takes card payments. The sandbox simulates one, and is refused with NODE_ENV=production. none: the store takes no cards.',
    'sandbox, stripe or none',
    z.enum(['sandbox', 'stripe', 'none']).prefault('sandbox'),
  ),
  PAYMENT_TIMEOUT_MINUTES: variable(
    'How long an order waits for its payment before it expires.',
    'minutes, 1 to 1440',
    integer(15, 1, 1440),
  ),
  STRIPE_SECRET_KEY: secret("Stripe's secret or restricted key.", 'sk_… or rk_…', keyLike(/^[sr]k_\w+$/)),
  STRIPE_PUBLISHABLE_KEY: variable("Stripe's publishable key, which is sent to clients.", 'pk_…', keyLike(/^pk_\w+$/)),
  STRIPE_WEBHOOK_SECRET: secret(
    "The signing secret of Stripe's webhooks; list two while you rotate it.",
    'whsec_…, comma-separated',
    list((entry) => /^whsec_\w+$/.test(entry)),
  ),
  STRIPE_API_BASE: variable("The API host to use instead of Stripe's own, for tests.", 'http://127.0.0.1:12111', webUrl),
  SANDBOX_WEBHOOK_SECRET: secret(
    "The signing secret of the sandbox's webhooks; list two while you rotate it. If unset, one is generated and stored in the database.",
    'at least 16 characters each, comma-separated',
    list(isLong),
  ),
  PAYEE_NAME: variable(
    'The owner of the bank account that receives QR payments. With PAYEE_IBAN a QR code is a SEPA credit transfer; otherwise the sandbox takes QR payments.',
    'a name of at most 70 characters',
    z.string().trim().max(70).optional(),
  ),
  PAYEE_IBAN: variable(
    'The bank account that receives QR payments.',
    'an IBAN',
    z.string().transform(electronicFormatIBAN).refine(isIban).optional(),
  ),
  PAYEE_BIC: variable('The BIC of that account.', 'a BIC', z.string().refine(isValidBIC).optional()),
  BANK_WEBHOOK_SECRET: secret(
    'The signing secret of the webhooks that confirm credit transfers; list two while you rotate it.',
    'at least 16 characters each, comma-separated',
    list(isLong),
  ),
  RATE_LIMITS: variable(
    'Whether requests, sign-ins and connections are rate limited. Use off only for load tests.',
    'on or off',
    z.enum(['on', 'off']).prefault('on'),
  ),
  MAX_CONNECTIONS_PER_ADDRESS: variable(
    'The most open connections of one IP address, on all nodes together. For IPv6: of one /64; a /56 may have 4 times as many, a /48 16 times.',
    'connections, 1 to 1000000',
    integer(200, 1, 1_000_000),
  ),
  TRUSTED_PROXIES: variable(
    'The proxies whose X-Forwarded-For header is trusted.',
    'IP addresses and CIDR ranges, comma-separated: 127.0.0.1,10.0.0.0/8',
    list(isNetwork),
  ),
  SMTP_URL: secret(
    'The server that takes e-mail. If unset, mails are files in DATA_DIR/mail. With a user name, the connection must be encrypted.',
    'smtp://user:password@host:587, or smtps://; with the options of nodemailer as parameters',
    z.string().refine(isUrl('smtp:', 'smtps:')).optional(),
  ),
  MAIL_FROM: variable(
    'Whom the mails are from. Without a name, the name of the shop.',
    'orders@example.com, or Name <orders@example.com>',
    mailbox.optional(),
  ),
  TILES_URL: variable(
    'The tiles of the street map that the pages show. If unset, their maps have a plain ground.',
    'https://tiles.example.com/{z}/{x}/{y}.png, or with {s} as the first label of the host',
    z.string().regex(tileUrl).optional(),
  ),
  TILES_ATTRIBUTION: variable(
    'Whom the street map credits, as its provider requires. If unset, OpenStreetMap.',
    'a text of at most 200 characters',
    z.string().trim().max(200).optional(),
  ),
  GEOCODER_URL: secret(
    'The service that finds addresses: any that speaks the HTTP protocol of Nominatim. If unset, the pages have no address search. It gets the words that customers search for, at most once a second.',
    'https://nominatim.example.com, with the parameters that it requires, such as a key',
    webUrl,
  ),
  PICTURES_URL: variable(
    'The bucket for the pictures that managers upload, with the protocol of Amazon S3. If unset, they are files in DATA_DIR/pictures.',
    's3://bucket or s3://bucket/folder',
    z.string().regex(bucketUrl).optional(),
  ),
  AWS_ENDPOINT_URL_S3: variable(
    "The service that has the bucket. If unset, Amazon's.",
    'https://s3.example.com',
    webUrl.transform((value) => value?.replace(/\/+$/, '')),
  ),
  AWS_REGION: variable(
    'The region of the bucket.',
    'a name',
    z
      .string()
      .regex(/^[\w-]+$/)
      .prefault('us-east-1'),
  ),
  AWS_ACCESS_KEY_ID: secret('The access key for the bucket.', 'an access key id', keyLike(/^\S+$/)),
  AWS_SECRET_ACCESS_KEY: secret('The secret of that key.', 'a secret access key', keyLike(/^\S+$/)),
  VAPID_PUBLIC_KEY: variable(
    'The public key that identifies this shop to the push services of the browsers; `npx web-push generate-vapid-keys` makes a pair. If unset, a gateway with the embedded database makes its own pair in DATA_DIR, and any other gateway sends no pushes.',
    '65 bytes in base64url',
    keyLike(/^B[\w-]{86}$/),
  ),
  VAPID_PRIVATE_KEY: secret('The private key of that pair.', '32 bytes in base64url', keyLike(/^[\w-]{43}$/)),
  VAPID_SUBJECT: variable(
    'Where the operators of a push service can reach you.',
    'mailto:push@example.com or https://example.com',
    z
      .string()
      .refine((value) => /^mailto:[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) || isUrl('https:')(value))
      .optional(),
  ),
  PUSH_SERVICES: variable(
    'Push services to send to, in addition to those of Chrome, Edge, Firefox and Safari.',
    'origins, comma-separated: https://push.example.com',
    list(isOrigin),
  ),
  DRAIN_DELAY_SECONDS: variable(
    'How long a node that stops serves as before while `/readyz` already answers 503, so that proxies send new customers to other nodes. If nothing has asked for /readyz in the last minute, it does not wait.',
    'seconds, 0 to 300',
    integer(5, 0, 300),
  ),
  METRICS_TOKEN: secret(
    'The bearer token that /metrics requires. Unset: it requires none.',
    'at least 16 characters',
    z.string().min(16).optional(),
  ),
  METRICS_PORT: variable(
    'A separate port for /metrics, which PORT then does not serve.',
    'a port, 1 to 65535, other than PORT',
    z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(1).max(65_535)).optional(),
  ),
  AUDIT_DAYS: variable(
    'How long the audit log is kept. Rows go by the month, so some stay up to 31 days longer.',
    'days, 30 to 730',
    integer(365, 30, 730),
  ),
  LOG_LEVEL: variable(
    'The lowest level of log lines to print.',
    'fatal, error, warn, info, debug, trace or silent',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).prefault('info'),
  ),
  NODE_ENV: variable(
    'With `production`, the gateway refuses settings that are only for tests.',
    'a word, such as production',
    z.string().prefault('development'),
  ),
  DEMO: variable('Loads the shop of SHOP and creates the demo accounts, whose passwords are public.', '0 or 1', flag),
  SHOP: variable(
    'The file of the shop that DEMO=1 loads into a new database. Unset: shop/sample.yaml.',
    'the path of a YAML or JSON file',
    z.string().optional(),
  ),
  AUTOPILOT: variable('Plays the staff, so that orders move on their own.', '0 or 1', flag),
})

export type Config = Readonly<z.output<typeof schema>>

/** Whether this node shares a Redis with others. */
export const usesRedis = ({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES }: Config): boolean =>
  REDIS_URL !== undefined || REDIS_SENTINELS.length > 0 || REDIS_CLUSTER_NODES.length > 0

/** Variables that are valid on their own and contradict each other. */
const conflicts = ({ REDIS_SENTINELS, REDIS_CLUSTER_NODES, PORT, METRICS_PORT, VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY }: Config): string[] => [
  ...(REDIS_SENTINELS.length > 0 && REDIS_CLUSTER_NODES.length > 0 ? ['set either REDIS_SENTINELS or REDIS_CLUSTER_NODES, not both'] : []),
  ...(PORT === METRICS_PORT ? ['METRICS_PORT must be another port than PORT'] : []),
  ...(VAPID_PUBLIC_KEY !== undefined && VAPID_PRIVATE_KEY !== undefined && !isKeyPair(VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY)
    ? ['VAPID_PUBLIC_KEY is not the public key of VAPID_PRIVATE_KEY']
    : []),
]

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

const together = [
  { because: 'PAYMENT_PROVIDER', is: 'stripe', needs: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY', 'STRIPE_WEBHOOK_SECRET'] },
  { because: 'PAYEE_IBAN', needs: ['PAYEE_NAME', 'BANK_WEBHOOK_SECRET'] },
  { because: 'PAYEE_NAME', needs: ['PAYEE_IBAN'] },
  { because: 'VAPID_PUBLIC_KEY', needs: ['VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'] },
  { because: 'VAPID_PRIVATE_KEY', needs: ['VAPID_PUBLIC_KEY', 'VAPID_SUBJECT'] },
  { because: 'PICTURES_URL', needs: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] },
  { because: 'SMTP_URL', needs: ['MAIL_FROM', 'PUBLIC_URL'] },
  { because: 'NODE_ENV', is: 'production', needs: ['PAYMENT_PROVIDER'] },
]

/** Variables that are required because of another one, and are not set. */
const missing = (given: Environment): string[] =>
  together.flatMap(({ because, is, needs }) =>
    given[because] !== undefined && (is === undefined || given[because] === is)
      ? needs
          .filter((name) => given[name] === undefined && given[fileVariable(name)] === undefined)
          .map((name) => `${name} is required with ${because}${is ? `=${is}` : ''}`)
      : [],
  )

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
    ...missingCertificates(given),
    ...(command ? [] : [...missing(given), ...unsafeSettings(given)]),
    ...(parsed.success ? conflicts(parsed.data) : []),
  ]
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults)
  return parsed.data
}

/** uWebSockets.js reads the longest head that it accepts from the environment when it loads. */
export const limitNativeHeads = (bytes: number): void => {
  process.env.UWS_HTTP_MAX_HEADERS_SIZE = String(bytes)
}
