/** The secrets of second factors are stored encrypted: who reads only the table cannot make codes. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Queryable } from '../database/database.ts'

const cipher = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

export interface Seal {
  /** The encrypted secret opens only for the same account. */
  close(accountId: string, secret: Buffer): Buffer
  /** Throws if none of the keys fits. */
  open(accountId: string, sealed: Buffer): Buffer
}

const openWith = (key: Buffer, accountId: string, sealed: Buffer): Buffer | undefined => {
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  opening.setAAD(Buffer.from(accountId))
  opening.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([opening.update(sealed.subarray(nonceBytes + tagBytes)), opening.final()])
  } catch {
    // another key has encrypted it
    return undefined
  }
}

/** The first key encrypts; all of them decrypt. */
export const createSeal = (keys: readonly string[]): Seal => {
  const derived = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', 'second factor', 32)))
  const [first] = derived
  if (!first) throw new Error('a seal needs a key')
  return {
    close: (accountId, secret) => {
      const nonce = randomBytes(nonceBytes)
      const closing = createCipheriv(cipher, first, nonce, { authTagLength: tagBytes })
      closing.setAAD(Buffer.from(accountId))
      const text = Buffer.concat([closing.update(secret), closing.final()])
      return Buffer.concat([nonce, closing.getAuthTag(), text])
    },
    open: (accountId, sealed) => {
      for (const key of derived) {
        const secret = openWith(key, accountId, sealed)
        if (secret) return secret
      }
      throw new Error(`STAFF_SECOND_FACTOR_KEY has no key that fits the second factor of the account ${accountId}`)
    },
  }
}

/** The keys of the environment, then the one in the database, which is made where the environment names none. */
export const readKeys = async (database: Queryable, configured: readonly string[]): Promise<readonly string[]> => {
  if (configured.length === 0)
    await database.query('insert into second_factor_keys (key) values ($1) on conflict do nothing', [randomBytes(32).toString('base64url')])
  const stored = await database.query<{ key: string }>('select key from second_factor_keys')
  return [...configured, ...stored.map(({ key }) => key)]
}
