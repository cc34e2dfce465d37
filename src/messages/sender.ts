/** Sends the messages of one channel: after the commit that queued them, by any node, until the service has taken them or they are of no use. */
import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { type Channel, ChannelUnavailable, MessageRefused } from './channel.ts'
import { type Claimed, claim, end, postpone } from './queue.ts'

export type SendingOutcome = 'sent' | 'failed' | 'expired' | 'postponed'

/** Less than a lease, and less than the time that a node has to stop. */
const sendWithinMs = 10_000
const mostAttempts = 20
const firstDelayMs = 1000
const longestDelayMs = 3_600_000
const longestPauseMs = 60_000

interface Dependencies {
  database: Database
  channel: Channel
  log: Pick<Logger, 'warn'>
  onOutcome: (outcome: SendingOutcome) => void
}

/** Doubles with each attempt; not all at once, where many failed together. */
const backoff = (attempts: number, longestMs: number) =>
  Math.min(longestMs, firstDelayMs * 2 ** Math.min(attempts, 30)) * (0.75 + Math.random() / 2)

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Rejects when the time is over, also where the channel does not listen to the signal. */
const inTime = async (send: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const signal = AbortSignal.timeout(sendWithinMs)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the service did not answer in time')), { once: true })
  })
  await Promise.race([send(signal), late])
}

/** What the log may have of an error: `EACCES`, `ECONNREFUSED`, `EAUTH`. Its text may repeat the address. */
const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code)) ? { error: error.code } : {}

export class Sender {
  readonly #dependencies: Dependencies
  #pauses = 0
  #pausedUntil = 0
  #stopped = false

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  get name() {
    return this.#dependencies.channel.name
  }

  /** Not while the service takes no message. */
  readonly isReady = (): boolean => !this.#stopped && performance.now() >= this.#pausedUntil

  /** Sends what is due, until nothing is, or the service takes no more. */
  readonly sendDue = async (): Promise<void> => {
    const { database, channel } = this.#dependencies
    while (this.isReady()) {
      const claimed = await claim(database, channel.name, channel.atOnce)
      const done = await Promise.allSettled(claimed.map((message) => this.#perform(message)))
      // it is tried again when its lease has ended
      for (const result of done) if (result.status === 'rejected') throw result.reason
      if (claimed.length < channel.atOnce) return
    }
  }

  /** What is being sent is finished: otherwise we would not know whether the service has taken it. */
  readonly stop = (): void => {
    this.#stopped = true
  }

  readonly close = (): Promise<void> => this.#dependencies.channel.close()

  async #perform(message: Claimed): Promise<void> {
    const { channel } = this.#dependencies
    if (message.hasExpired) return this.#end(message, 'expired')
    try {
      await inTime((signal) => channel.send(message, signal))
    } catch (error) {
      const isLast = error instanceof MessageRefused || message.attempts >= mostAttempts
      if (error instanceof ChannelUnavailable) await this.#pause(message, error)
      else if (isLast) await this.#end(message, 'failed', error)
      else await this.#postpone(message, error)
      return
    }
    this.#pauses = 0
    await this.#end(message, 'sent')
  }

  async #end(message: Claimed, outcome: 'sent' | 'failed' | 'expired', error?: unknown): Promise<void> {
    const { database, log, onOutcome } = this.#dependencies
    await end(database, message.id, outcome, error === undefined ? undefined : messageOf(error))
    onOutcome(outcome)
    // not the error: the answer of a service may repeat the address
    if (outcome !== 'sent') log.warn({ ...this.#about(message), outcome }, 'a message was not sent')
  }

  async #postpone(message: Claimed, error: unknown): Promise<void> {
    const { database, log, onOutcome } = this.#dependencies
    const afterMs = backoff(message.attempts, longestDelayMs)
    await postpone(database, message.id, { afterMs, error: messageOf(error), isAttempt: true })
    onOutcome('postponed')
    log.warn({ ...this.#about(message), ...codeOf(error) }, 'a message was not sent, and is tried again')
  }

  /** Every message that is being sent meets the same error: they share one pause. */
  async #pause(message: Claimed, error: ChannelUnavailable): Promise<void> {
    const { database, channel, log, onOutcome } = this.#dependencies
    if (this.isReady()) {
      const afterMs = Math.max(error.retryAfterMs, backoff(this.#pauses, longestPauseMs))
      this.#pauses += 1
      this.#pausedUntil = performance.now() + afterMs
      log.warn({ channel: channel.name, reason: error.message, afterMs: Math.round(afterMs) }, 'a channel for messages is unavailable')
    }
    const afterMs = Math.max(0, this.#pausedUntil - performance.now())
    await postpone(database, message.id, { afterMs, error: error.message, isAttempt: false })
    onOutcome('postponed')
  }

  #about({ id, template, attempts }: Claimed) {
    return { channel: this.#dependencies.channel.name, messageId: id, template, attempts }
  }
}
