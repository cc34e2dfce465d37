import { isOk } from '../wire/client.ts'
import { clients } from './connect.ts'

interface Asking {
  event: string
  /** One for each customer, or one for all. */
  payloads: readonly object[]
  /** How many requests are in flight at any moment, and in total. */
  inFlight: number
  requests: number
}

/** Sends a request for each customer in turn. Returns the latency of each in ms. */
export const ask = async ({ event, payloads, inFlight, requests }: Asking): Promise<Float64Array> => {
  const latencies = new Float64Array(requests)
  let next = 0
  const worker = async () => {
    for (let n = next++; n < requests; n = next++) {
      const at = n % clients.length
      const sent = performance.now()
      const ack = await clients[at]?.request(event, payloads[at % payloads.length] ?? {})
      if (!ack || !isOk(ack)) throw new Error(`${event} was refused: ${ack}`)
      latencies[n] = performance.now() - sent
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return latencies
}
