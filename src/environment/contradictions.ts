/** Settings that are valid on their own and harmful together. Each has one sentence that says what to change. */
import { isKeyPair } from './vapid.ts'

interface Settings {
  NODE_ENV: string
  PORT: number
  METRICS_PORT?: number | undefined
  DATABASE_URL?: string | undefined
  REDIS_URL?: string | undefined
  REDIS_SENTINELS: readonly string[]
  REDIS_CLUSTER_NODES: readonly string[]
  WEB_CONCURRENCY: number
  TRUSTED_PROXIES: readonly string[]
  STAFF_SECOND_FACTOR: string
  PAYMENT_PROVIDER: string
  STRIPE_SECRET_KEY?: string | undefined
  STRIPE_PUBLISHABLE_KEY?: string | undefined
  SMTP_URL?: string | undefined
  MAIL_FROM?: unknown
  VAPID_PUBLIC_KEY?: string | undefined
  VAPID_PRIVATE_KEY?: string | undefined
  RATE_LIMITS: string
  DEMO: boolean
  SHOP?: string | undefined
  AUTOPILOT: boolean
}

interface Contradiction {
  says: string
  isSo: (settings: Settings) => boolean
}

/** Whether this node shares a Redis with others. */
export const usesRedis = ({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES }: RedisSettings): boolean =>
  REDIS_URL !== undefined || REDIS_SENTINELS.length > 0 || REDIS_CLUSTER_NODES.length > 0
type RedisSettings = Pick<Settings, 'REDIS_URL' | 'REDIS_SENTINELS' | 'REDIS_CLUSTER_NODES'>

const isLive = (key: string | undefined): boolean => key !== undefined && /^[spr]k_live_/.test(key)
const takesMoney = ({ STRIPE_SECRET_KEY }: Settings) => isLive(STRIPE_SECRET_KEY)

/** What a command must not do either. */
const always: readonly Contradiction[] = [
  {
    says: 'set either REDIS_SENTINELS or REDIS_CLUSTER_NODES, not both',
    isSo: ({ REDIS_SENTINELS, REDIS_CLUSTER_NODES }) => REDIS_SENTINELS.length > 0 && REDIS_CLUSTER_NODES.length > 0,
  },
  { says: 'METRICS_PORT must be another port than PORT', isSo: ({ PORT, METRICS_PORT }) => PORT === METRICS_PORT },
  {
    says: 'VAPID_PUBLIC_KEY is not the public key of VAPID_PRIVATE_KEY',
    isSo: ({ VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY }) =>
      VAPID_PUBLIC_KEY !== undefined && VAPID_PRIVATE_KEY !== undefined && !isKeyPair(VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY),
  },
]

const serving: readonly Contradiction[] = [
  {
    says: 'WEB_CONCURRENCY above 1 needs REDIS_URL: the processes send each other pushes through Redis',
    isSo: (settings) => settings.WEB_CONCURRENCY > 1 && !usesRedis(settings),
  },
  {
    says: 'Redis connects nodes that share a database: with NODE_ENV=production, set DATABASE_URL too, or leave Redis out',
    isSo: (settings) =>
      settings.NODE_ENV === 'production' && usesRedis(settings) && settings.WEB_CONCURRENCY === 1 && settings.DATABASE_URL === undefined,
  },
  {
    says: 'TRUSTED_PROXIES with a range of all addresses lets every client forge its address: list the proxies',
    isSo: ({ TRUSTED_PROXIES }) => TRUSTED_PROXIES.some((network) => /\/0+$/.test(network)),
  },
  {
    says: 'SMTP_URL is required with MAIL_FROM: without it no mail is sent',
    isSo: ({ SMTP_URL, MAIL_FROM }) => MAIL_FROM !== undefined && SMTP_URL === undefined,
  },
  {
    says: 'a live key of Stripe with PAYMENT_PROVIDER=sandbox: set PAYMENT_PROVIDER=stripe, because the money of the sandbox is not real',
    isSo: (settings) => settings.PAYMENT_PROVIDER === 'sandbox' && takesMoney(settings) && isLive(settings.STRIPE_PUBLISHABLE_KEY),
  },
  ...(['DEMO', 'AUTOPILOT'] as const).map((name) => ({
    says: `${name}=1 with a live key of Stripe: the demo would take real money, so use test keys`,
    isSo: (settings: Settings) => settings[name] && takesMoney(settings),
  })),
  {
    says: 'RATE_LIMITS=off with a live key of Stripe: it is for load tests, so use test keys',
    isSo: (settings) => settings.RATE_LIMITS === 'off' && takesMoney(settings),
  },
  {
    says: 'SHOP has an effect only with DEMO=1: to open your own shop, run `customerbackend shop apply FILE`',
    isSo: ({ SHOP, DEMO }) => SHOP !== undefined && !DEMO,
  },
  {
    says: 'AUTOPILOT=1 with STAFF_SECOND_FACTOR=required: the autopilot signs in without a second factor, so unset one of them',
    isSo: ({ AUTOPILOT, STAFF_SECOND_FACTOR }) => AUTOPILOT && STAFF_SECOND_FACTOR === 'required',
  },
]

export const contradictions = (settings: Settings, { command }: { command: boolean }): string[] =>
  [...always, ...(command ? [] : serving)].filter(({ isSo }) => isSo(settings)).map(({ says }) => says)
