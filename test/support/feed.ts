/** What a customer's client has heard of its feed. */
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
    if (performance.now() > deadline)
      throw new Error(
        `of ${head} events missing ${upTo(head).filter((s) => !heard.has(s))} heard ${[...heard].slice(-60).join(', ')} came within ${withinMs} ms`,
      )
  }
}
