/** What a customer's client has heard of its feed. */
import type { Queryable } from '../../src/database/database.ts'
import type { Client } from './client.ts'

/** The numbers of the feed events, as they came. */
export const seqsOf = ({ heard }: Client<'/'>): number[] =>
  heard.flatMap(({ payload }) => (payload !== null && typeof payload === 'object' && 'seq' in payload ? [Number(payload.seq)] : []))

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1)

/** Resolves as soon as everything from 1 to `head` has come, in whatever order and however often; rejects after `withinMs`. */
export const hasHeardUpTo = async (client: Client<'/'>, head: number, withinMs: number): Promise<void> => {
  for (const deadline = performance.now() + withinMs; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const heard = new Set(seqsOf(client))
    if (upTo(head).every((seq) => heard.has(seq))) return
    if (performance.now() < deadline) continue
    const missing = upTo(head).filter((seq) => !heard.has(seq))
    throw new Error(`of ${head} events ${missing.join(', ')} did not come within ${withinMs} ms`)
  }
}

/** The number of the last event of an account's feed. */
export const headOf = async (database: Queryable, accountId: string): Promise<number> => {
  const [head] = await database.query<{ seq: number }>('select seq from feed_heads where account_id = $1', [accountId])
  if (!head) throw new Error(`account ${accountId} has no feed`)
  return head.seq
}
