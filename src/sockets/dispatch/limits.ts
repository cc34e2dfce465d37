/** The rate limits of requests: for a socket, for an account on all its sockets and for an address with all its clients. */
import type { Config } from '../../config.ts'
import { networkAllowances, networksOf } from '../../http/client-networks.ts'
import type { SocketData, TokenBucket } from '../delivery/socket.ts'

/** On all nodes together, while Redis connects them. */
export const maxSocketsPerAccount = 5

interface Rate {
  perSecond: number
  /** The most tokens that a bucket holds. */
  burst: number
}

const ofSocket: Rate = { perSecond: 20, burst: 40 }

const timesAsMuch = ({ perSecond, burst }: Rate, times: number): Rate => ({ perSecond: perSecond * times, burst: burst * times })

/** As much as five sockets. */
const ofAccount = timesAsMuch(ofSocket, maxSocketsPerAccount)

/** Two requests a second for each connection that the address may have: people send far fewer. */
const ofAddress = (connections: number): Rate => timesAsMuch(ofSocket, Math.max(maxSocketsPerAccount, connections / 10))

const fullBucket = ({ burst }: Rate, now: number): TokenBucket => ({ tokens: burst, at: now })

/** Takes `cost` tokens. Returns 0, or in how many milliseconds the bucket will hold enough. */
const takeTokens = (bucket: TokenBucket, { perSecond, burst }: Rate, now: number, cost: number): number => {
  bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000)
  bucket.at = now
  if (bucket.tokens < cost) return Math.ceil(((cost - bucket.tokens) * 1000) / perSecond)
  bucket.tokens -= cost
  return 0
}

const sweepEveryMs = 10_000

/** Buckets that outlive the sockets: a client that reconnects continues with the tokens that it had. */
const createBuckets = (rate: Rate) => {
  const buckets = new Map<string, TokenBucket>()
  const fullAfterMs = (1000 * rate.burst) / rate.perSecond
  let sweptAt = 0
  const sweep = (now: number) => {
    sweptAt = now
    for (const [name, { at }] of buckets) if (now - at > fullAfterMs) buckets.delete(name)
  }
  return (name: string, now: number, cost: number): number => {
    if (now - sweptAt > sweepEveryMs) sweep(now)
    const bucket = buckets.get(name) ?? fullBucket(rate, now)
    buckets.set(name, bucket)
    return takeTokens(bucket, rate, now, cost)
  }
}

/** Takes a request's tokens from the buckets of its socket, account and address, on this node. Returns 0, or how many ms to wait. */
export type RequestLimits = (socket: Pick<SocketData, 'bucket' | 'caller' | 'client'>, now: number, cost: number) => number

export const createRequestLimits = ({
  RATE_LIMITS,
  MAX_CONNECTIONS_PER_ADDRESS,
}: Pick<Config, 'RATE_LIMITS' | 'MAX_CONNECTIONS_PER_ADDRESS'>): RequestLimits => {
  if (RATE_LIMITS === 'off') return () => 0
  const takeOfAccount = createBuckets(ofAccount)
  const perNetwork = networkAllowances.map((times) => createBuckets(timesAsMuch(ofAddress(MAX_CONNECTIONS_PER_ADDRESS), times)))
  const takeOfAddress = (address: string, now: number, cost: number): number => {
    for (const [at, network] of networksOf(address).entries()) {
      const waitMs = perNetwork[at]?.(network, now, cost) ?? 0
      if (waitMs > 0) return waitMs
    }
    return 0
  }
  return (socket, now, cost) => {
    const { caller, client } = socket
    socket.bucket ??= fullBucket(ofSocket, now)
    return (
      takeTokens(socket.bucket, ofSocket, now, cost) ||
      (caller ? takeOfAccount(caller.accountId, now, cost) : 0) ||
      takeOfAddress(client.address, now, cost)
    )
  }
}
