/** The two connections of a node to Redis: one publishes and counts, the other subscribes. */
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Config } from '../config.ts'

export type RedisClient = Redis | Cluster

const timeoutMs = 4000
const readOnlyCooldownMs = 30_000

/** About a second at most, so that nodes have caught up five seconds after Redis is back. */
const retryStrategy = (times: number): number => Math.min(times * 100, 1000) + Math.random() * 200

const common: RedisOptions = {
  connectTimeout: timeoutMs,
  // replaces a half-open connection; both connections are pinged, so an answer is always due
  socketTimeout: timeoutMs,
  // subscribed connections of a Cluster cannot be pinged
  keepAlive: 5000,
  retryStrategy,
  sentinelRetryStrategy: retryStrategy,
}

/** Reconnects when Redis has become a replica: after a failover by DNS the old master still answers, but forwards nothing. */
const reconnectWhenReadOnly = (onReadOnly: () => void): ((error: Error) => boolean) => {
  let reconnectedAt = Number.NEGATIVE_INFINITY
  return ({ message }) => {
    // do not reconnect all the time if the new connection is read-only too
    if (!message.startsWith('READONLY') || performance.now() - reconnectedAt < readOnlyCooldownMs) return false
    reconnectedAt = performance.now()
    onReadOnly()
    return true
  }
}

/** Commands fail immediately while Redis is away: the other nodes read a lost push from PostgreSQL. */
const publisherOptions: RedisOptions = {
  ...common,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: 2000,
  connectionName: 'customerbackend-publisher',
}

/** Does not resubscribe by itself: subscriptions.ts knows which channels are still needed. */
const subscriberOptions: RedisOptions = {
  ...common,
  maxRetriesPerRequest: null,
  autoResubscribe: false,
  autoResendUnfulfilledCommands: false,
  connectionName: 'customerbackend-subscriber',
}

const addressOf = ({ hostname, port }: URL, standardPort: number) => ({
  host: hostname.replace(/^\[(.*)\]$/, '$1'),
  port: Number(port || standardPort),
})

/** The credentials, database and TLS of a URL. */
const accessOf = ({ protocol, username, password, pathname }: URL): RedisOptions => ({
  ...(username && { username: decodeURIComponent(username) }),
  ...(password && { password: decodeURIComponent(password) }),
  ...(/^\/\d+$/.test(pathname) && { db: Number(pathname.slice(1)) }),
  ...(protocol === 'rediss:' && { tls: {} }),
})

const sentinelOptions = (sentinels: readonly URL[], name: string): RedisOptions => {
  const { username, password, tls } = sentinels[0] ? accessOf(sentinels[0]) : {}
  return {
    name,
    sentinels: sentinels.map((url) => addressOf(url, 26_379)),
    ...(username !== undefined && { sentinelUsername: username }),
    ...(password !== undefined && { sentinelPassword: password }),
    ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  }
}

const createClient = (
  { REDIS_URL, REDIS_SENTINELS, REDIS_SENTINEL_NAME, REDIS_CLUSTER_NODES }: Config,
  options: RedisOptions,
  shardedSubscribers: boolean,
): RedisClient => {
  const [first, ...others] = REDIS_CLUSTER_NODES.map((node) => new URL(node))
  if (first) {
    const { db: _, ...access } = accessOf(first)
    return new Cluster(
      [first, ...others].map((url) => addressOf(url, 6379)),
      {
        // a Cluster needs them to receive the messages of a shard
        shardedSubscribers,
        enableOfflineQueue: options.enableOfflineQueue,
        clusterRetryStrategy: retryStrategy,
        redisOptions: { ...options, ...access },
        // certificates name hosts, not addresses
        ...(access.tls && { dnsLookup: (host, done) => done(null, host) }),
      },
    )
  }
  const url = REDIS_URL === undefined ? undefined : new URL(REDIS_URL)
  const access = url ? accessOf(url) : {}
  if (REDIS_SENTINELS.length > 0) {
    const sentinels = REDIS_SENTINELS.map((sentinel) => new URL(sentinel))
    return new Redis({ ...options, ...access, ...sentinelOptions(sentinels, REDIS_SENTINEL_NAME) })
  }
  return new Redis({ ...options, ...access, ...(url && addressOf(url, 6379)) })
}

/**
 * Both start to connect immediately and retry forever. `onReadOnly` is called when Redis has become a replica: recent messages
 * reached only the nodes that are connected to this replica.
 */
export const createClients = (config: Config, onReadOnly: () => void): { publisher: RedisClient; subscriber: RedisClient } => ({
  publisher: createClient(config, { ...publisherOptions, reconnectOnError: reconnectWhenReadOnly(onReadOnly) }, false),
  subscriber: createClient(config, subscriberOptions, true),
})
