import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { RedisClient } from './clients.ts'

/** Counts in Redis for all nodes together. Counts in this process while Redis is away or not configured. */
export const createLimiter =
  (client: RedisClient | undefined) =>
  (options: IRateLimiterOptions): RateLimiterAbstract => {
    const inMemory = new RateLimiterMemory(options)
    if (!client) return inMemory
    return new RateLimiterRedis({ ...options, storeClient: client, rejectIfRedisNotReady: true, insuranceLimiter: inMemory })
  }
