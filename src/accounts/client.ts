import { createHash } from 'node:crypto'

/** Where a request comes from: `address` is the client's IP address (of IPv6 its /64), `userAgent` at most 200 characters. */
export interface Origin {
  address: string
  userAgent?: string
}

/** An account at an address, as SHA-256: sessions remember it, so that one recognises from where their owner signs in. */
export const networkOf = (accountId: string, { address }: Origin): Buffer => createHash('sha256').update(`${accountId} ${address}`).digest()
