/** Rate limits that requests declare besides their cost. */
import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../../config.ts'
import type { Request, RequestRate } from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { networkAllowances, networksOf } from '../../http/client-networks.ts'

/** Counts a request from an address against its declared rate; rejects with the refusal that the rate declares. */
export type RequestRates = (request: Request, address: string) => Promise<void>

/** Counts on all nodes together where there are several. */
export type NewLimiter = (options: IRateLimiterOptions) => RateLimiterAbstract

export const createRequestRates = ({ RATE_LIMITS }: Pick<Config, 'RATE_LIMITS'>, newLimiter: NewLimiter): RequestRates => {
  if (RATE_LIMITS === 'off') return async () => undefined
  const limiters = new Map<string, readonly RateLimiterAbstract[]>()
  /** One for each network of `networksOf`. */
  const limitersOf = ({ name, perMinute }: RequestRate): readonly RateLimiterAbstract[] => {
    const perNetwork =
      limiters.get(name) ??
      networkAllowances.map((times) => newLimiter({ keyPrefix: `customerbackend:${name}`, points: perMinute * times, duration: 60 }))
    limiters.set(name, perNetwork)
    return perNetwork
  }
  return async ({ limit }, address) => {
    if (!limit?.rate) return
    try {
      const perNetwork = limitersOf(limit.rate)
      // one after the other: what one /64 is refused must not use up the limit of its /56
      for (const [at, network] of networksOf(address).entries()) await perNetwork[at]?.consume(network)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new AppError(limit.rate.refusal, { retryAfterMs: Math.ceil(refused.msBeforeNext) })
    }
  }
}
