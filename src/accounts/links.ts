/** The links in e-mails: who asks for one gets their answer first, and the token is made when the message is sent. */
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { createBatcher } from '../queues/batcher.ts'
import { hashToken, newToken } from './tokens.ts'

const mostWaiting = 1000

/**
 * Sends links to reset passwords after the requests are answered, with the same statements for every address. So neither the answer nor its
 * time says whether an account has the address.
 */
export class PasswordResets {
  readonly #send: (email: string) => Promise<void>
  readonly #onError: (error: unknown) => void
  readonly #running = new Set<Promise<void>>()

  constructor(database: Queryable, onError: (error: unknown) => void) {
    this.#onError = onError
    this.#send = createBatcher<string, void>(async (emails) => {
      await database.query('select send_password_resets($1)', [emails])
      return emails.map(() => undefined)
    }, 100)
  }

  /** Throws `busy` when too many wait. */
  request(email: string): void {
    if (this.#running.size >= mostWaiting) throw new AppError('busy')
    const sent = this.#send(email)
      .catch(this.#onError)
      .finally(() => this.#running.delete(sent))
    this.#running.add(sent)
  }

  /** Resolves when what was asked for until now is queued. */
  async settled(): Promise<void> {
    await Promise.all(this.#running)
  }
}

/** Makes the token of a link that is about to be sent, for 30 minutes. Undefined if the link is no longer wanted. */
export const issueToken = async (database: Queryable, linkId: string): Promise<string | undefined> => {
  const token = newToken()
  const [row] = await database.query<{ wanted: boolean }>('select issue_token($1, $2) as wanted', [linkId, hashToken(token)])
  return row?.wanted ? token : undefined
}
