import { createHash, randomBytes } from 'node:crypto'

/** 256 bits from the CSPRNG, base64url: what a client shows to connect. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What the database keeps of a token: its SHA-256. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()
