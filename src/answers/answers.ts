/** The stored answers of requests that change something: the same `requestId` gets the same answer, from any node. */
import { hash } from 'node:crypto'
import type { Queryable, Transaction } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { parseStoredAnswer, type StoredAnswer } from './stored-answer.ts'

/** SHA-256 of the request. `input` has to come from its schema, which puts the keys in one order. */
export const bodyHash = (event: string, input: unknown): Buffer => hash('sha256', `${event}\n${JSON.stringify(input)}`, 'buffer')

interface RequestKey {
  accountId: string
  requestId: string
}

interface HashedRequest extends RequestKey {
  hash: Buffer
}

/** Returns the stored answer, if there is one. With a hash, throws `request_id_reused` when the stored request had another body. */
export const find = async <Data>(
  database: Queryable,
  { accountId, requestId, hash }: RequestKey & { hash?: Buffer },
): Promise<StoredAnswer<Data> | undefined> => {
  const [row] = await database.query<{ same: boolean; answer: unknown }>(
    'select coalesce(body_hash = $3, true) as same, answer from stored_answer($1, $2)',
    [accountId, requestId, hash],
  )
  if (!row) return undefined
  if (!row.same) throw new AppError('request_id_reused')
  return parseStoredAnswer<Data>(row.answer)
}

/** Stores the answer of a request that no other transaction can make at the same time. */
export const store = async (transaction: Transaction, { accountId, requestId, hash }: HashedRequest, data: unknown): Promise<void> => {
  await transaction.query('select store_answer($1, $2, $3, $4, null)', [accountId, requestId, hash, JSON.stringify({ data })])
}

/** What `claim_answer` returns for a request that is stored already. */
type Known = { outcome: 'answered'; answer: unknown } | { outcome: 'request_id_reused' }

/**
 * Runs `work` once for this `requestId` and stores its answer in the same transaction; a repetition gets the stored answer. A repetition
 * that arrives during the first request waits for it. Throws `request_id_reused` when the stored request had another body.
 */
export const once = async <Data>(
  transaction: Transaction,
  { accountId, requestId, hash }: HashedRequest,
  work: () => Promise<Data>,
): Promise<Data> => {
  const [claim] = await transaction.query<{ known: Known | null }>('select claim_answer($1, $2, $3) as known', [accountId, requestId, hash])
  if (claim?.known) {
    const stored = claim.known.outcome === 'answered' ? parseStoredAnswer<Data>(claim.known.answer) : undefined
    if (stored === undefined || !('data' in stored)) throw new AppError('request_id_reused')
    transaction.note('nothing')
    return stored.data
  }
  const data = await work()
  await store(transaction, { accountId, requestId, hash }, data)
  return data
}

/** Replaces a stored answer, if it is still there. The caller has locked the feed head of the account. */
export const replace = async <Data>(
  transaction: Transaction,
  key: RequestKey,
  change: (before: StoredAnswer<Data>) => Data,
): Promise<void> => {
  const before = await find<Data>(transaction, key)
  if (before === undefined) return
  const answer = JSON.stringify({ data: change(before) })
  await transaction.query('select replace_answer($1, $2, $3)', [key.accountId, key.requestId, answer])
}
