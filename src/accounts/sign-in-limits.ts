import { type IRateLimiterOptions, type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

const attemptsPerMinute = 20

/** Counts an attempt to sign in or sign up from an address. Rejects with `too_many_sign_ins`. */
export type SignInLimits = (address: string) => Promise<void>

/** Creates a rate limiter. With Redis it counts for all nodes together. */
export type NewLimiter = (options: IRateLimiterOptions) => RateLimiterAbstract

export const createSignInLimits = ({ RATE_LIMITS }: Pick<Config, 'RATE_LIMITS'>, newLimiter: NewLimiter): SignInLimits => {
  if (RATE_LIMITS === 'off') return async () => undefined
  const limiter = newLimiter({ keyPrefix: 'customerbackend:sign-in', points: attemptsPerMinute, duration: 60 })
  return async (address) => {
    try {
      await limiter.consume(address)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      throw new AppError('too_many_sign_ins', { retryAfterMs: Math.ceil(refused.msBeforeNext) })
    }
  }
}
