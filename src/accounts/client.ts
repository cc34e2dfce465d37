import { createHash } from 'node:crypto'

/** The program at the other end: `address` is its IP address (of IPv6 its /64), `userAgent` at most 200 characters. */
export interface ClientInfo {
  address: string
  userAgent?: string
}

/** An account at an address, as SHA-256. Sessions store it, so that we recognise an address from which the owner has signed in. */
export const networkOf = (accountId: string, { address }: ClientInfo): Buffer =>
  createHash('sha256').update(`${accountId} ${address}`).digest()
