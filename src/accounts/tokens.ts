import { createHash, randomBytes } from 'node:crypto'

/** 256 bits from the CSPRNG, base64url. A client sends it to connect. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** The SHA-256 of a token, which is all that the database stores of it. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** The token of a tracking link: 128 bits, which fit into a message and are short enough for a link; and its hash. */
export const newLinkToken = (): { token: string; hash: Buffer } => {
  const token = randomBytes(16).toString('base64url')
  return { token, hash: hashToken(token) }
}
