/** A customer who places one order after another, and who retries, reconnects and resumes after every failure. */
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { Order } from '../../src/contract/index.ts'
import { type Client, connectClient, Refused } from './client.ts'
import { seqsOf } from './feed.ts'
import { placement } from './orders.ts'
import { until } from './until.ts'

/** Longer than any outage of a test. */
const outageMs = 120_000

export interface Shopper {
  /** The acknowledged orders, in the order of their requests. */
  acknowledged: Order[]
  /** The refusals, and how long each took. */
  refused: { error: Refused; ms: number }[]
  place(): Promise<void>
  /** The numbers of all feed events heard so far, on any connection. */
  heard(): Set<number>
  client(): Client<'/'>
  /** The URL of the current or last connection. */
  at(): string
  leave(): void
}

/** Tries the `urls` in turn, from the first one on. */
export const sendShopping = async (token: string, urls: readonly string[], productId: string): Promise<Shopper> => {
  const all = new Set<number>()
  const acknowledged: Order[] = []
  const refused: Shopper['refused'] = []
  let tried = 0
  let epoch: string | undefined
  let client: Client<'/'>
  let connectedTo = ''

  const note = () => {
    for (const seq of client ? seqsOf(client) : []) all.add(seq)
  }
  const position = () => {
    let seq = 0
    while (all.has(seq + 1)) seq += 1
    return epoch === undefined ? {} : { feed: { epoch, seq } }
  }
  const reconnect = async () => {
    note()
    const url = () => urls[tried % urls.length] ?? ''
    const tryOnce = () =>
      connectClient(url(), '/', { token, ...position() }).catch((error: unknown) => {
        tried += 1
        throw error
      })
    client = await until(tryOnce, 'a gateway lets the customer in', outageMs)
    connectedTo = url()
    const { feed } = await client.pushed('session:ready')
    if (epoch !== undefined && !feed?.recovered) throw new Error('not recovered')
    epoch = feed?.epoch
  }
  await reconnect()

  const attempt = async (requestId: string) => {
    const asked = performance.now()
    const gone = new Promise<undefined>((resolve) => client.socket.once('disconnect', () => resolve(undefined)))
    try {
      return await Promise.race([client.request('order:place', placement(productId, { requestId })), gone])
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      refused.push({ error, ms: performance.now() - asked })
      await delay(100)
      return undefined
    }
  }

  return {
    acknowledged,
    refused,
    client: () => client,
    at: () => connectedTo,
    heard: () => {
      note()
      return all
    },
    leave: () => client.close(),
    async place() {
      const requestId = uuidv7()
      for (;;) {
        if (!client.socket.connected) await reconnect()
        const answer = await attempt(requestId)
        if (answer) return void acknowledged.push(answer.order)
      }
    },
  }
}
