/** The stored answers of mutating requests: the same `requestId` gets the same answer, from any node. */
import { createHash } from 'node:crypto'
import type { Queryable, Transaction } from '../database/database.ts'
import { AppError } from '../errors.ts'

/** SHA-256 of what was asked. `input` has to come from its schema, which puts the keys in one order. */
export const bodyHash = (event: string, input: unknown): Buffer =>
  createHash('sha256').update(event).update('\n').update(JSON.stringify(input)).digest()

interface StoredRow {
  same: boolean
  answer: unknown
}

interface Asked {
  accountId: string
  requestId: string
  hash: Buffer
}

/** The answer that this `requestId` has got, if any. Throws `request_id_reused` where the body was another. */
export const storedAnswer = async <Answer>(database: Queryable, { accountId, requestId, hash }: Asked): Promise<Answer | undefined> => {
  const [stored] = await database.query<StoredRow>(
    'select body_hash = $3 as same, answer from answers where account_id = $1 and request_id = $2',
    [accountId, requestId, hash],
  )
  if (stored && !stored.same) throw new AppError('request_id_reused')
  return stored?.answer as Answer | undefined
}

/**
 * Runs `work` once for this `requestId` and stores its answer in the same transaction; a repetition gets the stored answer.
 * A repetition that comes while the first is still running waits for it. Throws `request_id_reused` where the body is another.
 */
export const answerOnce = async <Answer>(
  transaction: Transaction,
  { accountId, requestId, hash }: Asked,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  const claimed = await transaction.query(
    'insert into answers (account_id, request_id, body_hash) values ($1, $2, $3) on conflict do nothing returning 1 as claimed',
    [accountId, requestId, hash],
  )
  if (claimed.length === 0) {
    const stored = await storedAnswer<Answer>(transaction, { accountId, requestId, hash })
    if (stored === undefined) throw new AppError('request_id_reused')
    return stored
  }
  const answer = await work()
  await transaction.query('update answers set answer = $3 where account_id = $1 and request_id = $2', [
    accountId,
    requestId,
    JSON.stringify(answer),
  ])
  return answer
}
