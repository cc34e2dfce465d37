/** Admits handshakes in batches, so that a storm of new connections does not delay the sockets that are connected already. */
import type { EventLoopUtilization } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'

/** Handshakes admitted per batch. One query looks up all their sessions. */
const batchSize = 32
/** Of these, so many are for clients that do not resume a feed, while some wait: newcomers are few in a storm of returning clients, and do not wait for its end. */
const forNewcomers = 8
/** After a batch, wait until the event loop was busy for at most this share of the time since. */
const maxUtilization = 0.6
/**
 * Longest wait after a full batch: connected sockets alone may keep the event loop busier than that, and on a busy machine other processes
 * do. A smaller batch waits a smaller part of it, so that newcomers who come one by one are not admitted one for each wait.
 */
const maxRestMs = 40
/** The engine stops accepting connections when the handshakes that wait are more than this much work, as measured, within these bounds. */
const maxBacklogMs = 2000
const leastWaiting = 64
const mostWaiting = 512
/** Taken for the time of a handshake before one was measured. */
const firstGuessMs = 8
/** A connection that has opened and not sent CONNECT counts as waiting for so long. */
const expectedForMs = 1000
/** Longest wait before the answer is `busy`. Shorter than Socket.IO's `connectTimeout`, which closes the connection without an answer. */
const maxWaitMs = 4000
const maxReturnMs = 10_000

export interface Pacing {
  /** Runs `work` with the next batch, most of which is for clients that resume a feed. Rejects with `busy` after too long a wait. */
  enter<Result>(resumes: boolean, work: () => Promise<Result>): Promise<Result>
  /** Whether the engine may accept more connections. Connections that it has not accepted yet have no deadline. */
  hasRoom(): boolean
  /** Nothing waits or is being admitted, and no CONNECT is on the way. */
  isIdle(): boolean
  /** A connection has opened: its CONNECT is on the way. */
  opened(connection: object): void
  /** Its CONNECT has arrived. */
  arrived(connection: object): void
}

const busy = () => new AppError('busy', { retryAfterMs: Math.ceil(Math.random() * maxReturnMs) })

const rest = async (admitted: number, since: EventLoopUtilization) => {
  const until = performance.now() + (maxRestMs * admitted) / batchSize
  do await sleep(1)
  while (performance.eventLoopUtilization(since).utilization > maxUtilization && performance.now() < until)
}

/** `onChange` receives the number of waiting handshakes whenever it changes. */
export const createPacing = (onChange: (waiting: number) => void): Pacing => {
  const resuming: (() => Promise<void>)[] = []
  const others: (() => Promise<void>)[] = []
  /** With the time of their opening, the oldest first. */
  const expected = new Map<object, number>()
  let isRunning = false
  let msEach = firstGuessMs

  /** A full batch says most about the time of a handshake. */
  const learn = (ms: number, count: number) => {
    msEach += (ms / count - msEach) * (count / batchSize) * 0.5
  }

  const stillExpected = () => {
    const now = performance.now()
    for (const [connection, openedAt] of expected) {
      if (now - openedAt < expectedForMs) break
      expected.delete(connection)
    }
    return expected.size
  }

  const waiting = () => resuming.length + others.length

  const admitAll = async () => {
    isRunning = true
    while (waiting() > 0) {
      const batch = resuming.splice(0, batchSize - Math.min(others.length, forNewcomers))
      batch.push(...others.splice(0, batchSize - batch.length))
      onChange(waiting())
      const [began, loop] = [performance.now(), performance.eventLoopUtilization()]
      await Promise.all(batch.map((enter) => enter()))
      await rest(batch.length, loop)
      learn(performance.now() - began, batch.length)
    }
    isRunning = false
  }

  return {
    hasRoom: () => waiting() + stillExpected() < Math.min(mostWaiting, Math.max(leastWaiting, maxBacklogMs / msEach)),
    isIdle: () => !isRunning && waiting() + stillExpected() === 0,
    opened: (connection) => void expected.set(connection, performance.now()),
    arrived: (connection) => void expected.delete(connection),
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
