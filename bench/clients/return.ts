import { constants, setPriority } from 'node:os'
import { type Client, connectClient } from '../wire/client.ts'
import { clients } from './connect.ts'

interface Returning {
  url: string
  /** The customers who return, each with the position of the last event that they have. */
  customers: readonly { token: string; feed: { epoch: string; seq: number } }[]
  /** How many events each of them missed. */
  missed: number
}

/** Returns whether every missed event arrived in order before `session:ready`. */
const returnOne = async (url: string, { token, feed }: Returning['customers'][number], missed: number) => {
  const seqs: number[] = []
  let ready = 0
  const onPush = (event: string, payload: Buffer) => {
    if (event === 'session:ready') ready = seqs.length
    else seqs.push(Number(/^\{"seq":(\d+)/.exec(payload.toString('latin1', 0, 40))?.[1]))
  }
  const client: Client = await connectClient({ url, auth: { token, feed }, onPush })
  clients.push(client)
  return ready === missed && seqs.every((seq, n) => seq === feed.seq + n + 1)
}

/** All return at once, as after the death of a node. Returns how many missed an event for good or failed, and the time of each in ms. */
export const returnAtOnce = async ({ url, customers, missed }: Returning) => {
  // in production these clients have processors of their own: they must not take them from the gateway or the measured clients here
  setPriority(constants.priority.PRIORITY_LOW)
  const started = performance.now()
  const latencies: number[] = []
  let failures = 0
  const each = async (customer: Returning['customers'][number]) => {
    const isComplete = await returnOne(url, customer, missed).catch(() => false)
    if (!isComplete) failures += 1
    latencies.push(performance.now() - started)
  }
  await Promise.all(customers.map(each))
  return { failures, latencies: Float64Array.from(latencies) }
}
