import { type Client, connectClient } from '../client.ts'
import { note } from './listen.ts'

/** The customers that this process plays. */
export const clients: Client[] = []

interface Connecting {
  url: string
  tokens: readonly string[]
  /** How many knock at the same time. */
  atOnce?: number
  /** Notes how long each push was on its way (`heard`). */
  listen?: boolean
}

/** Lets customers in. Returns what each handshake took in ms, until `session:ready`. */
export const connect = async ({ url, tokens, atOnce = 32, listen = false }: Connecting) => {
  const latencies: number[] = []
  const started = performance.now()
  let next = 0
  const lane = async () => {
    for (let token = tokens[next++]; token !== undefined; token = tokens[next++]) {
      const knocked = performance.now()
      clients.push(await connectClient({ url, auth: { token }, ...(listen && { onPush: note }) }))
      latencies.push(performance.now() - knocked)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return { seconds: (performance.now() - started) / 1000, latencies: Float64Array.from(latencies) }
}

/** Sends everybody home. */
export const disconnect = async (): Promise<void> => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
}
