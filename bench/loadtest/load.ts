/** The state that all customers and staff of a run share. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Product } from '../../src/contract/index.ts'
import { sourceAddresses } from './addresses.ts'
import { createChecks } from './checks.ts'
import type { Options } from './options.ts'
import { createRecorder } from './recorder.ts'

/** One of several generators, which share the customers of a run. */
export interface Share {
  index: number
  of: number
  /** The first eight digits of every requestId of the run, in all generators. */
  runId: string
}

export const newRunId = (): string => randomBytes(4).toString('hex')

export const createLoad = (options: Options, share: Share) => {
  const addresses = sourceAddresses(options, share)
  const recorder = createRecorder()
  const pauses = new Set<() => void>()
  const nodes = new Map<string, string>()
  let connections = 0
  let connected = 0
  let stopped = false
  let clockMs = Number.POSITIVE_INFINITY

  return {
    options,
    share,
    /** Whether the n-th customer belongs to this generator. */
    isMine: (n: number): boolean => n % share.of === share.index,
    recorder,
    checks: createChecks(() => recorder.count('faults')),
    /** The available dishes. */
    dishes: [] as Product[],
    /** The nodes that the connections have reached, with their version and engine. */
    nodes,
    /** False after the deployment has shown that it has no sandbox bank. */
    sandbox: true,

    nextAddress: (): string | undefined => addresses[connections++ % addresses.length],
    connected: () => connected,
    onConnected: () => {
      connected += 1
    },
    onDisconnected: () => {
      connected -= 1
    },

    /** How far this machine's clock is ahead of the gateway's, plus the shortest network latency seen. */
    clockMs: () => (Number.isFinite(clockMs) ? clockMs : 0),
    compareClocks: (gatewayTime: string) => {
      clockMs = Math.min(clockMs, Date.now() - Date.parse(gatewayTime))
    },

    /** A requestId of this run. The staff changes only the orders of these. */
    newRequestId: (): string => share.runId + randomUUID().slice(share.runId.length),
    isOurs: (requestId: string) => requestId.startsWith(share.runId),

    stopped: () => stopped,
    /** Waits, at most until the run stops or the signal is given. */
    pause: (seconds: number, signal?: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        if (stopped || signal?.aborted) return resolve()
        const wake = () => {
          clearTimeout(timer)
          pauses.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const timer = setTimeout(wake, seconds * 1000)
        pauses.add(wake)
        signal?.addEventListener('abort', wake)
      }),
    /** Ends all pauses; no customer starts a new action. */
    stop: () => {
      stopped = true
      for (const wake of [...pauses]) wake()
    },
  }
}

export type Load = ReturnType<typeof createLoad>
