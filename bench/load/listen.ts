import { setTimeout as sleep } from 'node:timers/promises'
import { sharedNow } from '../clock.ts'

const patienceMs = 30_000
const stamp = Buffer.from('"committedAt":')

let latencies: number[] = []

/** Notes how long a push was on its way since its commit. */
export const note = (_event: string, payload: Buffer): void => {
  const at = payload.indexOf(stamp)
  if (at >= 0) latencies.push(sharedNow() - Number.parseFloat(payload.toString('latin1', at + stamp.length, at + stamp.length + 24)))
}

/** What was heard since the last time, once it is so many pushes: ms on their way. */
export const heard = async ({ pushes }: { pushes: number }): Promise<Float64Array> => {
  for (const deadline = performance.now() + patienceMs; latencies.length < pushes; await sleep(20)) {
    if (performance.now() > deadline) throw new Error(`${latencies.length} of ${pushes} pushes have come`)
  }
  const all = Float64Array.from(latencies)
  latencies = []
  return all
}
