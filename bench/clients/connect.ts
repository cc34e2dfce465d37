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

/** Connects customers. Returns the duration of each handshake in ms, until `session:ready`. */
export const connect = async ({ url, tokens, atOnce = 32, listen = false }: Connecting) => {
  const latencies: number[] = []
  const started = performance.now()
  let next = 0
  const worker = async () => {
    for (let token = tokens[next++]; token !== undefined; token = tokens[next++]) {
      const begun = performance.now()
      clients.push(await connectClient({ url, auth: { token }, ...(listen && { onPush: recordLatency }) }))
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
