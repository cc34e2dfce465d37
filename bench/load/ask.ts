import { setTimeout as sleep } from 'node:timers/promises'
import { isOk } from '../client.ts'
import { clients } from './connect.ts'

let asking = false

/** Asks for the pending orders at an even pace, whatever the answers take, until told to stop. Returns what each took in ms. */
export const keepAsking = async ({ rate }: { rate: number }) => {
  asking = true
  const latencies: number[] = []
  let failures = 0
  const answers: Promise<void>[] = []
  const started = performance.now()
  const ask = async () => {
    const asked = performance.now()
    const ack = await clients[answers.length % clients.length]?.request('order:pending', {}).catch(() => undefined)
    if (!ack || !isOk(ack)) failures += 1
    latencies.push(performance.now() - asked)
  }
  while (asking) {
    while (answers.length < ((performance.now() - started) * rate) / 1000) answers.push(ask())
    await sleep(2)
  }
  await Promise.all(answers)
  return { failures, latencies: Float64Array.from(latencies) }
}

export const stopAsking = async (): Promise<void> => {
  asking = false
}
