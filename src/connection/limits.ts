/** On all nodes together, as far as they hear of each other. */
export const maxSocketsPerAccount = 5

/** What one socket may ask: 20 requests a second, 40 at once. */
const perSecond = 20
const burst = 40

export interface TokenBucket {
  tokens: number
  /** `performance.now()` when `tokens` was right. */
  at: number
}

export const fullBucket = (now: number): TokenBucket => ({ tokens: burst, at: now })

/** Takes one token. Returns 0, or in how many milliseconds there will be one. */
export const takeToken = (bucket: TokenBucket, now: number): number => {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000)
  bucket.at = now
  if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 1000) / perSecond)
  bucket.tokens -= 1
  return 0
}
