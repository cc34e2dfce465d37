/** The two connections that a node has to Redis: one publishes and counts, the other is subscribed. */
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Config } from '../config.ts'

export type RedisClient = Redis | Cluster

const mayTakeMs = 4000
const readOnlyAgainAfterMs = 30_000

/** A second at most: whoever waits for Redis to come back is caught up within five. */
const retryStrategy = (times: number): number => Math.min(times * 100, 1000) + Math.random() * 200

const common: RedisOptions = {
  connectTimeout: mayTakeMs,
  // a connection that is half open is replaced; both are pinged, so that there is always an answer to wait for
  socketTimeout: mayTakeMs,
  // the connections of a Cluster that are subscribed cannot be pinged
  keepAlive: 5000,
  retryStrategy,
  sentinelRetryStrategy: retryStrategy,
}

/** A name that leads to another Redis than before: the one that it led to still answers, and passes nothing on. */
const reconnectWhenReadOnly = (onReadOnly: () => void): ((error: Error) => boolean) => {
  let reconnectedAt = Number.NEGATIVE_INFINITY
  return ({ message }) => {
    // not again and again, where it is read-only wherever the name leads
    if (!message.startsWith('READONLY') || performance.now() - reconnectedAt < readOnlyAgainAfterMs) return false
    reconnectedAt = performance.now()
    onReadOnly()
    return true
  }
}

/** Nothing waits for Redis to come back: a publish that cannot go out now is lost, and made good from PostgreSQL. */
const publisherOptions: RedisOptions = {
  ...common,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: 2000,
  connectionName: 'customerbackend-publisher',
}

/** Whoever uses it subscribes again by himself, since only he knows what is still wanted. */
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

/** What a URL says besides where. */
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
        // without them a Cluster does not deliver what is published to a shard
        shardedSubscribers,
        enableOfflineQueue: options.enableOfflineQueue,
        clusterRetryStrategy: retryStrategy,
        redisOptions: { ...options, ...access },
        // certificates are for names
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
 * Both begin to connect at once and never give up. `onReadOnly`: Redis has become a replica, and whatever was published to it lately has
 * reached only those who are connected to it.
 */
export const createClients = (config: Config, onReadOnly: () => void): { publisher: RedisClient; subscriber: RedisClient } => ({
  publisher: createClient(config, { ...publisherOptions, reconnectOnError: reconnectWhenReadOnly(onReadOnly) }, false),
  subscriber: createClient(config, subscriberOptions, true),
})
