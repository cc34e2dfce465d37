/** Notices when PostgreSQL no longer answers; until it answers again, requests fail immediately. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { clientConfig } from './address.ts'

/**
 * Time is counted in looks of this length, one for each turn of the event loop at most: after a standstill of this process, an answer that
 * arrived meanwhile is read before it counts as missing.
 */
const lookEveryMs = 100
/** After so many looks without any answer, a separate connection probes whether PostgreSQL still answers. */
const patience = 9
const probePatience = 10
const probeAgainAfterMs = 200

/** Whether PostgreSQL answers on a new connection; refusing it is an answer too. The first bytes count: signing in takes longer under load. */
const answers = async (config: pg.ClientConfig): Promise<boolean> => {
  const client = new pg.Client({ ...config })
  client.on('error', () => undefined)
  let answered: boolean | undefined
  client.connect().then(
    () => {
      answered = true
    },
    (error: unknown) => {
      answered ??= error instanceof pg.DatabaseError
    },
  )
  client.connection.stream.once('data', () => {
    answered = true
  })
  for (let look = 0; look < probePatience && answered === undefined; look += 1) await sleep(lookEveryMs, undefined, { ref: false })
  // not awaited, and destroyed: on a silent connection it never ends
  client.end().catch(() => undefined)
  client.connection.stream.destroy()
  return answered === true
}

export class Link {
  /** Read once: the files of its certificates may be gone when PostgreSQL is silent. */
  readonly #config: pg.ClientConfig
  readonly #log: Pick<Logger, 'warn'>
  readonly #clients = new Set<pg.Client>()
  /** The queries that wait for an answer, the oldest first. */
  readonly #waiting = new Map<(error: AppError) => void, number>()
  #timer: NodeJS.Timeout | undefined
  /** Since when PostgreSQL owes an answer, and how many looks have seen no change of that. */
  #owedSince = 0
  #looks = 0
  #heardAt = 0
  #probing = false
  #silent = false
  #closed = false

  constructor(url: string, log: Pick<Logger, 'warn'>) {
    this.#config = clientConfig(url)
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
    this.#timer ??= setTimeout(this.#look, lookEveryMs).unref()
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
    clearTimeout(this.#timer)
  }

  /** Looks again while queries wait. */
  readonly #look = (): void => {
    this.#timer = undefined
    const [oldest] = this.#waiting.values()
    if (oldest !== undefined && !this.#closed) this.#timer = setTimeout(this.#look, lookEveryMs).unref()
    const owedSince = Math.max(oldest ?? performance.now(), this.#heardAt)
    this.#looks = owedSince === this.#owedSince ? this.#looks + 1 : 0
    this.#owedSince = owedSince
    if (this.#probing || this.#looks < patience) return
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
    if ((await answers(this.#config)) || this.#heardAt > asked || this.#closed) {
      this.#heardAt = performance.now()
      return
    }
    this.#log.warn('PostgreSQL does not answer: requests fail until it does')
    this.#silent = true
    this.#cut()
    for (const reject of this.#waiting.keys()) reject(new AppError('database_unavailable'))
    this.#waiting.clear()
    while (!this.#closed && !(await answers(this.#config))) await sleep(probeAgainAfterMs, undefined, { ref: false })
    // what the pools have begun to open during the silence would stay silent
    this.#cut()
    this.#silent = false
    this.#log.warn('PostgreSQL answers again')
  }
}
