import { setTimeout as sleep } from 'node:timers/promises'
import { sharedNow } from '../wire/clock.ts'

const timeoutMs = 30_000
const stamp = Buffer.from('"committedAt":')

let latencies: number[] = []

/** Records the time from the commit of a push to its arrival. */
export const recordLatency = (_event: string, payload: Buffer): void => {
  const at = payload.indexOf(stamp)
  if (at >= 0) latencies.push(sharedNow() - Number.parseFloat(payload.toString('latin1', at + stamp.length, at + stamp.length + 24)))
}

/** Waits for this many pushes since the last call. Returns their latencies in ms. */
export const collectLatencies = async ({ pushes }: { pushes: number }): Promise<Float64Array> => {
  for (const deadline = performance.now() + timeoutMs; latencies.length < pushes; await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`${latencies.length} of ${pushes} pushes have arrived`)
  }
  const all = Float64Array.from(latencies)
  latencies = []
  return all
}
