/** Another customer, whose requests must be answered throughout the test, on the same socket. */
import { setTimeout as sleep } from 'node:timers/promises'
import { connectClient } from './client.ts'

export type Bystander = Awaited<ReturnType<typeof standBy>>

export const standBy = async (url: string, token: string) => {
  const client = await connectClient(url, '/', { token })
  const latencies: number[] = []
  let disconnected: string | undefined
  client.socket.on('disconnect', (reason) => {
    disconnected = reason
  })
  let watching = true

  const ask = async () => {
    const started = performance.now()
    await client.request('order:pending', {})
    latencies.push(performance.now() - started)
  }
  const watch = async () => {
    for (; watching; await sleep(20)) await ask()
  }
  const watched = watch().catch((error: unknown) => error)

  const at = (share: number) => latencies.toSorted((a, b) => a - b)[Math.floor((latencies.length - 1) * share)] ?? 0

  return {
    /** Forgets the latencies measured so far. */
    reset: () => void latencies.splice(0),
    p99: () => at(0.99),
    median: () => at(0.5),
    /** Throws if they were disconnected or not answered. */
    async leave() {
      watching = false
      const failure = await watched
      if (disconnected !== undefined) throw new Error(`the other customer was disconnected: ${disconnected}`)
      if (failure instanceof Error) throw failure
      client.close()
    },
  }
}
