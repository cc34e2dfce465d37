/** Rates that requests declare beside their cost. */
import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../../config.ts'
import type { Request, RequestRate } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'

/** Counts a request from an address against its declared rate; rejects with the refusal that the rate declares. */
export type RequestRates = (request: Request, address: string) => Promise<void>

/** Counts on all nodes together where there are several. */
export type NewLimiter = (options: IRateLimiterOptions) => RateLimiterAbstract

export const createRequestRates = ({ RATE_LIMITS }: Pick<Config, 'RATE_LIMITS'>, newLimiter: NewLimiter): RequestRates => {
  if (RATE_LIMITS === 'off') return async () => undefined
  const limiters = new Map<string, RateLimiterAbstract>()
  const limiterOf = ({ name, perMinute }: RequestRate): RateLimiterAbstract => {
    const limiter = limiters.get(name) ?? newLimiter({ keyPrefix: `customerbackend:${name}`, points: perMinute, duration: 60 })
    limiters.set(name, limiter)
    return limiter
  }
  return async ({ limit }, address) => {
    if (!limit?.rate) return
    try {
      await limiterOf(limit.rate).consume(address)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new AppError(limit.rate.refusal, { retryAfterMs: Math.ceil(refused.msBeforeNext) })
    }
  }
}
