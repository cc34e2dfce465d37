/** Looks once a second, with one statement, what waits for background work, and runs the jobs that have something to do. */
import { z } from 'zod'
import type { Queryable } from '../database/database.ts'
import { isOutage } from '../database/failures.ts'

/** What `waiting_work` of sql/functions/background.sql returns. */
const waitingWork = z.object({
  /** Pushes that a node has left behind. */
  outbox: z.boolean(),
  calls: z.boolean(),
  webhooks: z.boolean(),
  unpaid: z.boolean(),
  /** Orders for a chosen time whose work begins soon. */
  waiting: z.boolean(),
  /** Shifts of couriers who are gone or disabled. */
  shifts: z.boolean(),
  /** Orders that may have waited too long for their confirmation. */
  unconfirmed: z.boolean(),
  /** Substitutions that customers have not answered in time. */
  unanswered: z.boolean(),
  /** Channels for which a message is due. */
  messages: z.array(z.string()),
  broadcasts: z.boolean(),
  uncounted: z.boolean(),
  forgotten_cards: z.boolean(),
  /** Orders under way, which can become late. */
  open: z.boolean(),
  /** Payments and refunds that a payment service has not decided. */
  unsettled: z.boolean(),
  /** A dish has run out or come back. */
  stock: z.boolean(),
  /** A member of the staff wants to be told of news by web push. */
  alerts: z.boolean(),
  /** Where PostgreSQL's log ends; null where it does not say. */
  written: z.string().nullable(),
})

export type Work = z.infer<typeof waitingWork>

export interface Job {
  name: string
  isDue(work: Work): boolean
  /** The least time between two runs. Without it the job runs after every look that finds work for it, and the next look comes sooner. */
  everyMs?: number
  /** A run may begin while earlier ones wait for the answer of a service. */
  overlaps?: true
  run(): Promise<unknown>
}

const lookEveryMs = 1000
/** Jobs that take a limited number of rows find more of them. */
const lookAgainAfterMs = 500
const wokenAfterMs = 50
/** Several looks have failed by then, or one waits for an answer. */
const blindAfterMs = 5000

interface Dependencies {
  database: Queryable
  /** No row of the outbox up to this number is left. */
  floor: () => number
  jobs: readonly Job[]
  onError: (error: unknown, job: string) => void
}

export class WaitingWork {
  readonly #dependencies: Dependencies
  readonly #running = new Map<Promise<void>, Job>()
  readonly #startedAt = new Map<Job, number>()
  #looking: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #isWoken = false
  #answeredAt = performance.now()
  #stopped = false

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
    this.#plan(lookEveryMs)
  }

  /** This node has just stored work: looks in a moment. */
  readonly wake = (): void => {
    if (this.#isWoken) return
    this.#isWoken = true
    // while a look runs, the next one is planned at its end
    if (this.#timer) this.#plan(wokenAfterMs)
  }

  /** PostgreSQL has answered a look within the last seconds. */
  readonly sees = (): boolean => performance.now() - this.#answeredAt < blindAfterMs

  /** Resolves when the current runs have ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#looking
    await Promise.all(this.#running.keys())
  }

  #plan(afterMs: number): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(this.#start, afterMs)
  }

  readonly #start = (): void => {
    this.#timer = undefined
    this.#isWoken = false
    this.#looking = this.#look().then((found) => this.#plan(this.#isWoken ? wokenAfterMs : found ? lookAgainAfterMs : lookEveryMs))
  }

  /** Returns whether there may be more to do at once. */
  async #look(): Promise<boolean> {
    const { database, floor, jobs, onError } = this.#dependencies
    try {
      const [row] = await database.query<{ work: unknown }>('select waiting_work($1) as work', [floor()])
      this.#answeredAt = performance.now()
      const work = waitingWork.parse(row?.work)
      const due = jobs.filter((job) => this.#mayRun(job) && job.isDue(work))
      for (const job of this.#stopped ? [] : due) this.#run(job)
      return due.some(({ everyMs }) => everyMs === undefined)
    } catch (error) {
      if (!isOutage(error)) this.#answeredAt = performance.now()
      onError(error, 'look for work')
      return false
    }
  }

  #mayRun(job: Job): boolean {
    const startedAt = this.#startedAt.get(job) ?? Number.NEGATIVE_INFINITY
    const isFree = job.overlaps || ![...this.#running.values()].includes(job)
    return isFree && performance.now() - startedAt >= (job.everyMs ?? 0)
  }

  /** Each runs and fails alone. */
  #run(job: Job): void {
    this.#startedAt.set(job, performance.now())
    const run = job
      .run()
      .catch((error: unknown) => this.#dependencies.onError(error, job.name))
      .then(() => void this.#running.delete(run))
    this.#running.set(run, job)
  }
}
