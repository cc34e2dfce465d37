/** The feed events that a customer's client has received. */
import type { Queryable } from '../../src/database/database.ts'
import type { Client } from './client.ts'
import { until } from './until.ts'

/** The numbers of the feed events in the order of their first arrival: like any client, it drops duplicates. */
export const seqsOf = ({ heard }: Pick<Client<'/'>, 'heard'>): number[] => {
  const seqs = heard.flatMap(({ event, payload }) =>
    event !== 'session:ready' && payload !== null && typeof payload === 'object' && 'seq' in payload ? [Number(payload.seq)] : [],
  )
  return [...new Set(seqs)]
}

/** 1 to n. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, index) => index + 1)

/** Resolves when every event from 1 to `head` has arrived, in any order. */
export const hasHeardUpTo = async (client: Client<'/'>, head: number): Promise<void> => {
  const missing = () => {
    const heard = new Set(seqsOf(client))
    return upTo(head).filter((seq) => !heard.has(seq))
  }
  await until(() => missing().length === 0 || Promise.reject(new Error(`missing ${missing().join(', ')}`)), `all ${head} events are heard`)
}

/** The number of the last event of an account's feed. */
export const headOf = async (database: Queryable, accountId: string): Promise<number> => {
  const [head] = await database.query<{ seq: number }>('select seq from feed_heads where account_id = $1', [accountId])
  if (!head) throw new Error(`account ${accountId} has no feed`)
  return head.seq
}
