import { createHash } from 'node:crypto'

/** The program at the other end: `address` is its IP address (of IPv6 its /64), `userAgent` at most 200 characters. */
export interface ClientInfo {
  address: string
  userAgent?: string
}

/** The client of a request. */
export interface RequestClient extends ClientInfo {
  /** It has disconnected, so nothing needs to be done for it. */
  isGone(): boolean
}

/** The network that one provider or one house may have: of IPv6 the /48, of IPv4 the address. */
export const wideNetwork = ({ address }: Pick<ClientInfo, 'address'>): string =>
  address.includes(':') ? address.split(':').slice(0, 3).join(':') : address

/** The browser or program of an account, as SHA-256. Sessions store it, so that we recognise a device on which the owner has signed in. */
export const deviceOf = (accountId: string, device: string | undefined): Buffer | null =>
  device === undefined ? null : createHash('sha256').update(`${accountId} ${device}`).digest()

/** An account at an address, as SHA-256. Sessions store it, so that we recognise an address from which the owner has signed in. */
export const networkOf = (accountId: string, { address }: ClientInfo): Buffer =>
  createHash('sha256').update(`${accountId} ${address}`).digest()
