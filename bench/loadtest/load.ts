/** What everybody in a run shares. */
import { randomUUID } from 'node:crypto'
import type { Product } from '../../src/contract/index.ts'
import { sourceAddresses } from './addresses.ts'
import { createChecks } from './checks.ts'
import type { Options } from './options.ts'
import { createRecorder } from './recorder.ts'

export const createLoad = (options: Options) => {
  const addresses = sourceAddresses(options)
  const recorder = createRecorder()
  const thinking = new Set<() => void>()
  const nodes = new Set<string>()
  const ours = new Set<string>()
  let connections = 0
  let connected = 0
  let stopped = false
  let clockMs = Number.POSITIVE_INFINITY

  return {
    options,
    recorder,
    checks: createChecks(() => recorder.count('faults')),
    /** The dishes that can be ordered. */
    dishes: [] as Product[],
    /** Which gateways the connections have reached. */
    nodes,
    /** False once the deployment has shown that it has no pretend bank. */
    sandbox: true,

    nextAddress: (): string | undefined => addresses[connections++ % addresses.length],
    connected: () => connected,
    cameIn: () => {
      connected += 1
    },
    wentOut: () => {
      connected -= 1
    },

    /** By how much this machine's clock is ahead of the gateway's, plus the quickest way of a message. */
    clockMs: () => (Number.isFinite(clockMs) ? clockMs : 0),
    compareClocks: (gatewayTime: string) => {
      clockMs = Math.min(clockMs, Date.now() - Date.parse(gatewayTime))
    },

    /** A requestId that is known to be of this run: the staff touches no other orders. */
    newRequestId: (): string => {
      const requestId = randomUUID()
      ours.add(requestId)
      return requestId
    },
    isOurs: (requestId: string) => ours.has(requestId),

    stopped: () => stopped,
    /** Waits, at most until the run stops. */
    think: (seconds: number): Promise<void> =>
      new Promise((resolve) => {
        if (stopped) return resolve()
        const wake = () => {
          clearTimeout(timer)
          thinking.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, seconds * 1000)
        thinking.add(wake)
      }),
    /** Nobody begins anything new. */
    stop: () => {
      stopped = true
      for (const wake of [...thinking]) wake()
    },
  }
}

export type Load = ReturnType<typeof createLoad>
