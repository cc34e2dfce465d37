import { setTimeout as sleep } from 'node:timers/promises'
import { isOk } from '../wire/client.ts'
import { clients } from './connect.ts'

let running = false

/** Sends `order:pending` at a steady rate, however long the answers take, until `stopRequests`. Returns the latency of each in ms. */
export const requestSteadily = async ({ rate }: { rate: number }) => {
  running = true
  const latencies: number[] = []
  let failures = 0
  const answers: Promise<void>[] = []
  const started = performance.now()
  const request = async () => {
    const sent = performance.now()
    const ack = await clients[answers.length % clients.length]?.request('order:pending', {}).catch(() => undefined)
    if (!ack || !isOk(ack)) failures += 1
    latencies.push(performance.now() - sent)
  }
  while (running) {
    while (answers.length < ((performance.now() - started) * rate) / 1000) answers.push(request())
    await sleep(2)
  }
  await Promise.all(answers)
  return { failures, latencies: Float64Array.from(latencies) }
}

export const stopRequests = async (): Promise<void> => {
  running = false
}
