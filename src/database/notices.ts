/** What processes on one database tell each other through PostgreSQL's LISTEN and NOTIFY: questions that are asked rarely, and that may be lost. */
import type pg from 'pg'

export const noticeChannel = 'customerbackend'

const reopenAfterMs = 1000

type Listener = (text: string) => void

export class Notices {
  readonly #open: () => Promise<unknown>
  readonly #listeners = new Set<Listener>()
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  /** `open` opens the connection, if it is not open. */
  constructor(open: () => Promise<unknown>) {
    this.#open = open
  }

  /** Call it before the client connects. */
  readonly listenOn = (client: pg.Client): void => {
    client.on('notification', ({ payload = '' }) => {
      for (const listener of this.#listeners) listener(payload)
    })
    // before any other query of the connection
    client.once('connect', () => client.query(`listen ${noticeChannel}`).catch(() => undefined))
    client.once('end', () => this.#reopen())
  }

  readonly add = async (listener: Listener): Promise<() => void> => {
    this.#listeners.add(listener)
    const remove = () => void this.#listeners.delete(listener)
    try {
      await this.#open()
    } catch (error) {
      remove()
      throw error
    }
    return remove
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /** Until it is open again. */
  #reopen(): void {
    if (this.#stopped || this.#listeners.size === 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#open().catch(() => this.#reopen())
    }, reopenAfterMs).unref()
  }
}
