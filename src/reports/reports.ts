import { availableParallelism } from 'node:os'
import { Tinypool } from 'tinypool'
import type { z } from 'zod'
import type { orderReport } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { createConcurrencyLimit } from '../queues/concurrency-limit.ts'
import { readSource } from './source.ts'
import type { Task } from './worker.ts'

type Input = z.output<typeof orderReport.input>
type Report = z.input<typeof orderReport.data>

/** A reply of more than 1 MiB would be cut, and its connection with it. */
const maxBytes = 768 * 1024

const renderMayTakeMs = 30_000

const contentTypes = { csv: 'text/csv; charset=utf-8; header=present', pdf: 'application/pdf' }

// beside the event loop, which has a core of its own where there are several
const threads = Math.max(1, Math.min(4, availableParallelism() - 1))

// from the sources a thread has to be told how to read TypeScript
const [extension] = /\.[jt]s$/.exec(import.meta.url) ?? ['.js']
const loader = extension === '.ts' ? { execArgv: ['--import', new URL('./read-typescript.mjs', import.meta.url).href] } : {}

const fileName = ({ format, orderId, from, to }: Input, first: number | null): string => {
  const days = [from, to].flatMap((moment) => moment?.slice(0, 10) ?? [])
  return `${orderId === undefined ? ['orders', ...days].join('-') : `order-${first}`}.${format}`
}

export interface Reports {
  /** Throws `order_not_found`, `report_too_large`, and `busy` when too many wait. */
  make(accountId: string, input: Input): Promise<Report>
  stop(): Promise<void>
}

/** Makes reports in threads that end when nobody has asked for one for a while. */
export const createReports = (database: Queryable, onError: (error: unknown) => void): Reports => {
  const pool = new Tinypool({
    filename: new URL(`./worker${extension}`, import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    ...loader,
  })
  // of a thread that dies while it has nothing to do
  pool.on('error', onError)
  // one more than there are threads: it is read while they work, and what waits holds no memory yet
  const { limit } = createConcurrencyLimit({ atOnce: threads + 1, maxQueued: 500 })

  const render = (task: Task): Promise<Uint8Array> => {
    const signal = AbortSignal.timeout(renderMayTakeMs)
    return pool.run(task, { signal }).catch((error: unknown) => {
      throw signal.aborted ? new AppError('deadline_exceeded') : error
    })
  }

  const make = async (accountId: string, input: Input): Promise<Report> => {
    const { source, first } = await readSource(database, accountId, input)
    const task: Task = { ...input, source }
    const content = await render(task)
    if (content.byteLength > maxBytes) throw new AppError('report_too_large')
    return { fileName: fileName(input, first), contentType: contentTypes[input.format], content }
  }

  return { make: (accountId, input) => limit(() => make(accountId, input)), stop: () => pool.destroy() }
}
