/** The one table of failures. The documents' table is generated from it. */
import type { Failure } from './contract/shapes/failure.ts'
import { kib, maxAnswerBytes, maxFavorites, scheduleDays } from './contract/shapes/limits.ts'

/** The canonical codes of google.rpc.Code, in lower case. */
export type Code =
  | 'invalid_argument'
  | 'unauthenticated'
  | 'permission_denied'
  | 'not_found'
  | 'already_exists'
  | 'failed_precondition'
  | 'aborted'
  | 'resource_exhausted'
  | 'unavailable'
  | 'deadline_exceeded'
  | 'internal'

interface Row {
  code: Code
  message: string
  /** The same request may succeed later without a change. */
  retryable?: true
}

const table = {
  invalid_argument: { code: 'invalid_argument', message: 'The payload is not what this event takes.' },
  unknown_event: { code: 'not_found', message: 'There is no such event here.' },
  request_id_reused: { code: 'already_exists', message: 'This requestId was used for another request: make a new one.' },

  unauthenticated: { code: 'unauthenticated', message: 'Connect with auth: { token }.' },
  invalid_credentials: { code: 'unauthenticated', message: 'The login or the password is wrong.' },
  session_expired: { code: 'unauthenticated', message: 'The session has expired: sign in again.' },
  session_revoked: { code: 'unauthenticated', message: 'The session was ended: sign in again.' },
  origin_not_allowed: { code: 'permission_denied', message: 'This origin is not allowed to connect.' },
  wrong_namespace: { code: 'permission_denied', message: 'This account belongs on another namespace.' },
  role_required: { code: 'permission_denied', message: 'This is for another role.' },
  assigned_to_another: { code: 'permission_denied', message: 'Another courier has this order.' },

  login_taken: { code: 'already_exists', message: 'login: this login is taken.' },
  email_taken: { code: 'already_exists', message: 'email: this e-mail address already has an account.' },
  common_password: { code: 'invalid_argument', message: 'password: this is one of the most common passwords.' },

  order_not_found: { code: 'not_found', message: 'There is no such order.' },
  product_not_found: { code: 'not_found', message: 'There is no such dish.' },
  category_not_found: { code: 'not_found', message: 'There is no such category.' },
  ingredient_not_found: { code: 'not_found', message: 'There is no such ingredient.' },
  favorite_not_found: { code: 'not_found', message: 'There is no such favourite.' },
  session_not_found: { code: 'not_found', message: 'There is no such session.' },

  ingredient_not_removable: { code: 'invalid_argument', message: 'This ingredient cannot be left out of the dish.' },
  delivery_time_not_possible: { code: 'invalid_argument', message: `delivery.at: must be in the future and within ${scheduleDays} days.` },
  product_unavailable: { code: 'failed_precondition', message: 'A dish is not available now.' },
  insufficient_stock: { code: 'failed_precondition', message: 'There is not enough of an ingredient, and more cannot be had in time.' },
  dietary_conflict: {
    code: 'failed_precondition',
    message: 'A dish does not go with your dietary restrictions: exclude the ingredient, or set acceptDietaryConflicts.',
  },
  payment_method_not_available: { code: 'failed_precondition', message: 'paymentMethod: this store does not take this method.' },
  payment_not_found: { code: 'not_found', message: 'There is no such payment.' },
  payment_not_awaited: { code: 'failed_precondition', message: 'The order does not wait for a payment.' },
  card_data_not_accepted: {
    code: 'invalid_argument',
    message: "Card data must not be sent here: give it to the payment service's own form.",
  },
  orders_under_way: { code: 'failed_precondition', message: 'The account still has orders under way: wait for them, or cancel them.' },
  nothing_to_order: { code: 'failed_precondition', message: 'Nothing of it can be ordered now.' },
  too_many_favorites: {
    code: 'resource_exhausted',
    message: `There are as many favourites as can be kept, ${maxFavorites}: remove one first.`,
  },
  report_too_large: {
    code: 'resource_exhausted',
    message: `The report would be larger than ${kib(maxAnswerBytes)}: choose a shorter range.`,
  },
  cannot_cancel_order: { code: 'failed_precondition', message: 'The order can no longer be cancelled.' },
  cannot_rate_order: { code: 'failed_precondition', message: 'The order cannot be rated.' },
  invalid_transition: { code: 'failed_precondition', message: 'The order cannot take this step now.' },
  payment_required: { code: 'failed_precondition', message: 'The payment has to be collected first.' },
  payment_not_due: { code: 'failed_precondition', message: 'There is nothing to collect for this order now.' },
  amount_mismatch: { code: 'failed_precondition', message: 'amount: this is not what the order costs.' },

  provider_not_found: { code: 'not_found', message: 'There is no such payment service here.' },
  signature_invalid: { code: 'invalid_argument', message: 'The signature is not ours over these bytes.' },
  signature_expired: { code: 'invalid_argument', message: 'The signature is more than 300 seconds away from now.' },

  too_many_requests: { code: 'resource_exhausted', message: 'Too many requests: slow down.', retryable: true },
  too_many_sign_ins: { code: 'resource_exhausted', message: 'Too many attempts to sign in: wait.', retryable: true },
  too_many_connections: {
    code: 'resource_exhausted',
    message: 'This account or this address has too many connections open.',
    retryable: true,
  },
  already_connected: { code: 'failed_precondition', message: 'This connection is already in this namespace.' },

  draining: { code: 'unavailable', message: 'This node is about to stop: connect again.', retryable: true },
  busy: { code: 'unavailable', message: 'The gateway is too busy: try again.', retryable: true },
  database_unavailable: { code: 'unavailable', message: 'The database does not answer: try again.', retryable: true },
  cannot_save: { code: 'unavailable', message: 'Nothing can be saved at the moment, only looked at: try again.', retryable: true },
  conflict: { code: 'aborted', message: 'Too many changes at once: try again.', retryable: true },
  deadline_exceeded: { code: 'deadline_exceeded', message: 'This took too long: try again.', retryable: true },
  internal: { code: 'internal', message: 'Something went wrong here. Name the id in details if you report it.' },
} as const satisfies Record<string, Row>

export type Reason = keyof typeof table

/** The rows of the table, for the documents. */
export const failures: Readonly<Record<Reason, Row>> = table

interface Particulars {
  /** Overrides the table's sentence. */
  message?: string
  details?: unknown
  retryAfterMs?: number
  /** For whoever runs the gateway; no client is told. */
  cause?: unknown
}

/** A failure that the client is told of as it is; everything else that is thrown becomes `internal`. */
export class AppError extends Error {
  readonly reason: Reason
  readonly particulars: Particulars

  constructor(reason: Reason, particulars: Particulars = {}) {
    super(particulars.message ?? failures[reason].message, { cause: particulars.cause })
    this.name = 'AppError'
    this.reason = reason
    this.particulars = particulars
  }

  /** The error object of the wire. A `reason` that only repeats the code is left out. */
  toFailure(): Failure {
    const { code, retryable = false } = failures[this.reason]
    const { details, retryAfterMs } = this.particulars
    return {
      code,
      ...(this.reason !== code && { reason: this.reason }),
      message: this.message,
      retryable,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(details !== undefined && { details }),
    }
  }
}
