/** Admits handshakes in batches, so that a storm of new connections does not delay the sockets that are connected already. */
import type { EventLoopUtilization } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'

/** Handshakes admitted per batch. One query looks up all their sessions. */
const batchSize = 32
/** After a batch, wait until the event loop was busy for at most this share of the time since. */
const maxUtilization = 0.6
/** Longest wait between two batches: connected sockets alone may keep the event loop busier than that. */
const maxRestMs = 40
/** Handshakes that may wait before the engine stops accepting connections: a few seconds of work. */
const maxWaiting = 512
/** Longest wait before the answer is `busy`. Shorter than Socket.IO's `connectTimeout`, which closes the connection without an answer. */
const maxWaitMs = 4000
const maxReturnMs = 10_000

export interface Pacing {
  /** Runs `work` with the next batch; clients that resume a feed go first. Rejects with `busy` after too long a wait. */
  enter<Result>(resumes: boolean, work: () => Promise<Result>): Promise<Result>
  /** Whether the engine may accept more connections. Connections that it has not accepted yet have no deadline. */
  hasRoom(): boolean
}

const busy = () => new AppError('busy', { retryAfterMs: Math.ceil(Math.random() * maxReturnMs) })

const rest = async (since: EventLoopUtilization) => {
  const until = performance.now() + maxRestMs
  do await sleep(1)
  while (performance.eventLoopUtilization(since).utilization > maxUtilization && performance.now() < until)
}

/** `onChange` receives the number of waiting handshakes whenever it changes. */
export const createPacing = (onChange: (waiting: number) => void): Pacing => {
  const resuming: (() => Promise<void>)[] = []
  const others: (() => Promise<void>)[] = []
  let isRunning = false

  const waiting = () => resuming.length + others.length

  const admitAll = async () => {
    isRunning = true
    while (waiting() > 0) {
      const batch = resuming.splice(0, batchSize)
      batch.push(...others.splice(0, batchSize - batch.length))
      onChange(waiting())
      const began = performance.eventLoopUtilization()
      await Promise.all(batch.map((enter) => enter()))
      await rest(began)
    }
    isRunning = false
  }

  return {
    hasRoom: () => waiting() < maxWaiting,
    enter: (resumes, work) =>
      new Promise((resolve, reject) => {
        const arrived = performance.now()
        const enter = () => (performance.now() - arrived > maxWaitMs ? Promise.reject(busy()) : work()).then(resolve, reject)
        ;(resumes ? resuming : others).push(enter)
        onChange(waiting())
        if (!isRunning) void admitAll()
      }),
  }
}
