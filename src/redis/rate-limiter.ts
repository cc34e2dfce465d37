import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { RedisClient } from './clients.ts'

/** Counts in Redis for all nodes together, and in this process while Redis is away or where there is none. */
export const createLimiter =
  (client: RedisClient | undefined) =>
  (options: IRateLimiterOptions): RateLimiterAbstract => {
    const alone = new RateLimiterMemory(options)
    if (!client) return alone
    return new RateLimiterRedis({ ...options, storeClient: client, rejectIfRedisNotReady: true, insuranceLimiter: alone })
  }
