/** Notices when PostgreSQL no longer answers; until it answers again, requests fail immediately. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'

/** After this time without any answer, a separate connection probes whether PostgreSQL still answers. */
const patienceMs = 900
const lookEveryMs = 100
const probeWithinMs = 1000
const probeAgainAfterMs = 200

/** Whether PostgreSQL answers on a new connection; refusing it is an answer too. */
const answers = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: probeWithinMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    return error instanceof pg.DatabaseError
  } finally {
    // not awaited: on a silent connection it never ends
    client.end().catch(() => undefined)
  }
}

export class Link {
  readonly #url: string
  readonly #log: Pick<Logger, 'warn'>
  readonly #clients = new Set<pg.Client>()
  /** The queries that wait for an answer, the oldest first. */
  readonly #waiting = new Map<(error: AppError) => void, number>()
  #timer: NodeJS.Timeout | undefined
  #heardAt = 0
  #probing = false
  #silent = false
  #closed = false

  constructor(url: string, log: Pick<Logger, 'warn'>) {
    this.#url = url
    this.#log = log
  }

  /** A client whose connection is closed when PostgreSQL no longer answers, so that nothing waits for it. */
  add(client: pg.Client): void {
    this.#clients.add(client)
    client.once('end', () => this.#clients.delete(client))
  }

  /** Rejects with `database_unavailable` while PostgreSQL does not answer, and as soon as it stops answering. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#silent) return Promise.reject(new AppError('database_unavailable'))
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref()
    return new Promise((resolve, reject) => {
      this.#waiting.set(reject, performance.now())
      const done = () => this.#waiting.delete(reject)
      work().then(
        (result) => {
          this.#heardAt = performance.now()
          done()
          resolve(result)
        },
        (error: unknown) => {
          done()
          reject(error)
        },
      )
    })
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#timer)
  }

  #look(): void {
    const [oldest] = this.#waiting.values()
    if (this.#probing || oldest === undefined || performance.now() - Math.max(oldest, this.#heardAt) < patienceMs) return
    this.#probing = true
    void this.#probe().finally(() => {
      this.#probing = false
    })
  }

  #cut(): void {
    for (const client of this.#clients) client.connection.stream.destroy()
  }

  async #probe(): Promise<void> {
    const asked = performance.now()
    if ((await answers(this.#url)) || this.#heardAt > asked || this.#closed) {
      this.#heardAt = performance.now()
      return
    }
    this.#log.warn('PostgreSQL does not answer: requests fail until it does')
    this.#silent = true
    this.#cut()
    for (const reject of this.#waiting.keys()) reject(new AppError('database_unavailable'))
    this.#waiting.clear()
    while (!this.#closed && !(await answers(this.#url))) await sleep(probeAgainAfterMs, undefined, { ref: false })
    // what the pools have begun to open during the silence would stay silent
    this.#cut()
    this.#silent = false
    this.#log.warn('PostgreSQL answers again')
  }
}
