import { setTimeout as sleep } from 'node:timers/promises'
import { connectClient } from '../wire/client.ts'
import { clients } from './connect.ts'

interface Arriving {
  url: string
  tokens: readonly string[]
  perSecond: number
}

/** New customers come one after the other, however long the others take. Returns how many failed, and the time of each in ms. */
export const arrive = async ({ url, tokens, perSecond }: Arriving) => {
  const latencies: number[] = []
  let failures = 0
  const each = async (token: string, n: number) => {
    await sleep((n * 1000) / perSecond)
    const started = performance.now()
    try {
      clients.push(await connectClient({ url, auth: { token } }))
    } catch {
      failures += 1
    }
    latencies.push(performance.now() - started)
  }
  await Promise.all(tokens.map(each))
  return { failures, latencies: Float64Array.from(latencies) }
}
