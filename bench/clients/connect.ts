import { type Client, connectClient } from '../wire/client.ts'
import { recordLatency } from './latencies.ts'

/** The customers that this process plays. */
export const clients: Client[] = []

interface Connecting {
  url: string
  tokens: readonly string[]
  /** How many connect at the same time. */
  atOnce?: number
  /** Records the latency of each push, for `collectLatencies`. */
  listen?: boolean
}

/** Connects customers, who are in `clients` in the order of their tokens. Returns the duration of each handshake in ms, until `session:ready`. */
export const connect = async ({ url, tokens, atOnce = 32, listen = false }: Connecting) => {
  const latencies: number[] = []
  const started = performance.now()
  const first = clients.length
  let next = 0
  const worker = async () => {
    for (let n = next++; n < tokens.length; n = next++) {
      const begun = performance.now()
      clients[first + n] = await connectClient({ url, auth: { token: tokens[n] }, ...(listen && { onPush: recordLatency }) })
      latencies.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return { seconds: (performance.now() - started) / 1000, latencies: Float64Array.from(latencies) }
}

/** Disconnects every customer. */
export const disconnect = async (): Promise<void> => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
}
