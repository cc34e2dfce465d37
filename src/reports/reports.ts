import { availableParallelism } from 'node:os'
import { Tinypool } from 'tinypool'
import { AppError } from '../errors.ts'
import { ConcurrencyLimit, type Limit } from '../queues/concurrency-limit.ts'
import type { Task } from './worker.ts'

const renderMayTakeMs = 30_000

// keep one core free for the event loop if the machine has several
const threads = Math.max(1, Math.min(4, availableParallelism() - 1))

// a thread that runs from the sources has to be told how to read TypeScript
const [extension] = /\.[jt]s$/.exec(import.meta.url) ?? ['.js']
const loader = extension === '.ts' ? { execArgv: ['--import', new URL('./read-typescript.mjs', import.meta.url).href] } : {}

export interface Reports {
  /** Runs a few calls at a time; the others wait without holding data in memory, and the accounts take turns. */
  limit: Limit
  /** Creates the file in a thread. Rejects with `deadline_exceeded` when it takes too long. */
  render(task: Task): Promise<Uint8Array>
  stop(): Promise<void>
}

/** Creates reports in threads, which end after a minute without work. */
export const createReports = (onError: (error: unknown) => void): Reports => {
  const pool = new Tinypool({
    filename: new URL(`./worker${extension}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    ...loader,
  })
  // a thread that dies without a task
  pool.on('error', onError)
  // one more than the threads, so that it can read its data while they work
  const { limit } = new ConcurrencyLimit({ atOnce: threads + 1, maxQueued: 500 })

  const render = (task: Task): Promise<Uint8Array> => {
    const signal = AbortSignal.timeout(renderMayTakeMs)
    return pool.run(task, { signal }).catch((error: unknown) => {
      throw signal.aborted ? new AppError('deadline_exceeded') : error
    })
  }

  return { limit, render, stop: () => pool.destroy() }
}
