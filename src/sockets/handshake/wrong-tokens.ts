/** How many wrong tokens an address may try: on all nodes together where there are several. */
import { RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { networkAllowances, networksOf } from '../../http/client-networks.ts'
import type { NewLimiter } from '../dispatch/rates.ts'

const perMinute = 20

export interface WrongTokens {
  /** Rejects with `too_many_requests` where the address has tried too many. */
  check(address: string): Promise<void>
  count(address: string): Promise<void>
}

const unlimited: WrongTokens = { check: async () => undefined, count: async () => undefined }

export const createWrongTokens = ({ RATE_LIMITS }: Pick<Config, 'RATE_LIMITS'>, newLimiter: NewLimiter): WrongTokens => {
  if (RATE_LIMITS === 'off') return unlimited
  const limiters = networkAllowances.map((times) =>
    newLimiter({ keyPrefix: 'customerbackend:tracking', points: perMinute * times, duration: 60 }),
  )
  const eachOf = (address: string) =>
    networksOf(address).flatMap((network, at) => (limiters[at] ? [{ limiter: limiters[at], network }] : []))
  return {
    check: async (address) => {
      for (const { limiter, network } of eachOf(address)) {
        const counted = await limiter.get(network)
        if (counted && counted.remainingPoints <= 0)
          throw new AppError('too_many_requests', { retryAfterMs: Math.max(1, Math.ceil(counted.msBeforeNext)) })
      }
    },
    count: async (address) => {
      try {
        for (const { limiter, network } of eachOf(address)) await limiter.consume(network)
      } catch (refused) {
        // one more than the limit: the next check refuses
        if (!(refused instanceof RateLimiterRes)) throw refused
      }
    },
  }
}
