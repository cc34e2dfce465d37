import { constants, setPriority } from 'node:os'
import type { Client } from '../client.ts'
import { connectClient } from '../client.ts'
import { clients } from './connect.ts'

interface Returning {
  url: string
  /** Who comes back, and the last event that he has. */
  customers: readonly { token: string; feed: { epoch: string; seq: number } }[]
  /** How many events each has missed. */
  missed: number
}

/** Returns whether every missed event came, in order, before `session:ready`. */
const comeBack = async (url: string, { token, feed }: Returning['customers'][number], missed: number) => {
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

/** All at once, as after a node has died. Returns how many did not get all that they had missed, and what each took in ms. */
export const storm = async ({ url, customers, missed }: Returning) => {
  // they are not on the processors of the gateway: what they need must not be missing to it and to those whose answers are timed
  setPriority(constants.priority.PRIORITY_LOW)
  const started = performance.now()
  const latencies: number[] = []
  let failures = 0
  const each = async (customer: Returning['customers'][number]) => {
    const whole = await comeBack(url, customer, missed).catch(() => false)
    if (!whole) failures += 1
    latencies.push(performance.now() - started)
  }
  await Promise.all(customers.map(each))
  return { failures, latencies: Float64Array.from(latencies) }
}
