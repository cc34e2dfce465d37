/** Looks tracking links up by the hash of their token. */
import type { z } from 'zod'
import { hashToken } from '../../accounts/tokens.ts'
import type { trackedOrder } from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { createBatcher } from '../../queues/batcher.ts'

export interface Link {
  /** Of the token, in hexadecimal. */
  hash: string
  orderId: string
  accountId: string
  /** Null while the order is under way; not positive where the link has ended. */
  expiresInMs: number | null
  order: z.input<typeof trackedOrder>
}

/** What a socket follows, and what it was sent. */
export interface Tracking extends Pick<Link, 'hash' | 'orderId' | 'accountId'> {
  /** Of what was sent; undefined before the first `order:tracked`. */
  version?: number
  /** The highest version that a push has named. */
  newest: number
  /** Everything of `version` was sent, not only one of its pushes. */
  isWhole: boolean
}

/** Undefined: there is no such link, or no longer. */
export type LookUpLink = (hash: string) => Promise<Link | undefined>

export const hashOf = (token: string): string => hashToken(token).toString('hex')

const sql = `select hash, order_id as "orderId", account_id as "accountId", expires_in_ms as "expiresInMs", shown as "order" from tracked_orders($1)`

/** Batched: one query looks up all links that were asked for while the previous query ran. */
export const createLinkLookup = (database: Queryable): LookUpLink =>
  createBatcher<string, Link | undefined>(async (hashes) => {
    const rows = await database.query<Link>(sql, [hashes.map((hash) => Buffer.from(hash, 'hex'))])
    const byHash = new Map(rows.map((link) => [link.hash, link]))
    return hashes.map((hash) => byHash.get(hash))
  }, 256)
