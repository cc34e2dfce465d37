/** What a refused client receives. */
import type { Failure } from './contract/shapes/failure.ts'
import { english, type Phrases } from './errors/phrases.ts'
import { type Row, table } from './errors/table.ts'

export type { Code } from './errors/table.ts'

export type Reason = keyof typeof table

/** The rows of the table, for the documents. */
export const failures: Readonly<Record<Reason, Row>> = table

/** Every message in a language. */
export interface Texts extends Phrases {
  /** The message of a reason, without values. */
  reason(reason: Reason): string
}

const inEnglish: Texts = { ...english, reason: (reason) => failures[reason].message }

interface Particulars {
  /** Replaces the message of the table: a text with values in any language, or an English one for programmers. */
  message?: string | ((say: Texts) => string)
  details?: unknown
  retryAfterMs?: number
  /** For the log; clients never receive it. */
  cause?: unknown
  /** The account that it is about, for the audit log; clients never receive it. */
  accountId?: string | undefined
}

const messageIn = (texts: Texts, reason: Reason, message: Particulars['message']): string =>
  typeof message === 'function' ? message(texts) : (message ?? texts.reason(reason))

/** An error that the client receives as it is. Everything else that is thrown becomes `internal`. */
export class AppError extends Error {
  readonly reason: Reason
  readonly particulars: Particulars

  constructor(reason: Reason, particulars: Particulars = {}) {
    super(messageIn(inEnglish, reason, particulars.message), { cause: particulars.cause })
    this.name = 'AppError'
    this.reason = reason
    this.particulars = particulars
  }

  /** The error object as clients receive it, in English or another language. `reason` is left out where it would only repeat the code. */
  toFailure(texts?: Texts): Failure {
    const { code, retryable = false } = failures[this.reason]
    const { details, retryAfterMs, message } = this.particulars
    return {
      code,
      ...(this.reason !== code && { reason: this.reason }),
      message: texts ? messageIn(texts, this.reason, typeof message === 'string' ? undefined : message) : this.message,
      retryable,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(details !== undefined && { details }),
    }
  }
}
