/** What a payment service has to do for us. To add one, copy `stripe.ts` and fill in this type (docs/payments.md). */
import type { IncomingHttpHeaders } from 'node:http'
import type { DisputeStatus, Money, NextAction, Payer, PaymentMethod, SavedCard } from '../../contract/index.ts'

export const providerNames = ['sandbox', 'stripe', 'bank'] as const
export type ProviderName = (typeof providerNames)[number]

/** A payment to create at the service. `id` is ours; the service uses it as the idempotency key. */
export interface NewPayment {
  id: string
  orderId: string
  orderNumber: number
  /** The number of earlier attempts to pay this order. */
  attempt: number
  method: PaymentMethod
  amount: Money
  /** RFC 3339. */
  expiresAt: string
}

/** A payment that exists at the service. */
export interface KnownPayment {
  id: string
  reference: string
}

export interface NewRefund {
  /** Ours; the service uses it as the idempotency key. */
  id: string
  payment: KnownPayment
  amount: Money
  /** The service's own id, once it has answered. */
  reference?: string | undefined
  /** Whether an earlier call, perhaps days ago, may have made it although its answer was lost. */
  isRepeated: boolean
}

/** The status that a service reports of a payment. `received`: the amount that arrived, if it succeeded; `payer`: whose account it came from. */
export type PaymentNews =
  | { status: 'processing' | 'failed' | 'canceled'; received?: never; payer?: never }
  | { status: 'succeeded'; received: Money; payer?: Payer | undefined }

/** The status that a service reports of a refund. */
export interface RefundNews {
  status: 'pending' | 'succeeded' | 'failed'
  reference?: string | undefined
}

/** A refund as the service knows it, made by the gateway or in the dashboard. */
export interface RefundRecord {
  /** The service's own id. */
  reference: string
  /** Ours, if we have requested it. */
  id?: string | undefined
  amount: Money
  status: RefundNews['status']
}

/** What a service has in its own books: a payment of ours that succeeded, or a refund. */
export type Listed =
  | { of: 'payment'; reference: string; received: Money }
  | { of: 'refund'; payment: { reference: string }; refund: RefundRecord }

/** A customer has asked the bank for the money back. */
export interface DisputeNews {
  /** The service's own id. */
  reference: string
  amount: Money
  /** The cause, in the words of the service. */
  cause: string
  status: DisputeStatus
}

/** A verified change of one payment or refund, identified by our id or by the service's. */
export type News =
  | { of: 'payment'; payment: { id: string } | { reference: string }; news: PaymentNews }
  | { of: 'refund'; refundId: string; news: RefundNews }
  /** Something was refunded that we may not know of. */
  | { of: 'refunds'; payment: { reference: string } }
  | { of: 'dispute'; payment: { reference: string }; news: DisputeNews }

/** One verified event. We ignore an event without news. */
export interface ProviderEvent {
  id: string
  news?: News
}

/** Keeps cards for customers who have asked for it. `customer` is the service's own id. */
export interface CardKeeper {
  /** `id` is ours; the service uses it as the idempotency key. */
  createCustomer(id: string): Promise<string>
  /** Deletes the customer and the cards. Does nothing if they are gone. */
  deleteCustomer(customer: string): Promise<void>
  list(customer: string): Promise<SavedCard[]>
  /** Lets the form of the payment offer the customer's cards. Resolves with what the form needs for that. */
  offer(payment: KnownPayment, customer: string): Promise<string>
  /** Sets whether the card that pays is kept, for this customer. */
  remember(payment: KnownPayment, customer: string | undefined, wanted: boolean): Promise<void>
}

/**
 * A payment service. Every call may be repeated after a crash or a timeout, and must be idempotent.
 * A rejected call is retried later, unless it rejected with a `ProviderRefusal`.
 */
export interface Provider {
  readonly name: ProviderName
  /** Absent if the service keeps no cards. */
  readonly cards?: CardKeeper
  /** Whether it can collect this currency. The gateway does not start where the shop's currency is another one. */
  takes(currency: string): boolean
  create(payment: NewPayment): Promise<{ reference: string; nextAction: NextAction }>
  /** Resolves with the payment's actual status if it can no longer be cancelled. */
  cancel(payment: KnownPayment): Promise<PaymentNews | undefined>
  refund(refund: NewRefund): Promise<RefundNews>
  /** All refunds of the payment; none if the service has no way to ask. */
  refundsOf(payment: KnownPayment): Promise<RefundRecord[]>
  /** The status of the payment; undefined while nothing has happened, or if the service has no way to ask. */
  lookUp(payment: KnownPayment): Promise<PaymentNews | undefined>
  /** What the service has booked of the payments and refunds that were created in the range. Absent if it has no way to ask. */
  list?(range: { from: Date; to: Date }): AsyncIterable<Listed>
  /** Reads the events of a webhook request from its raw bytes. Throws an `AppError` if they cannot be verified or read. */
  readWebhook(headers: IncomingHttpHeaders, body: Buffer): ProviderEvent[]
}

/** The service refuses the call for good; a retry cannot succeed. */
export class ProviderRefusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProviderRefusal'
  }
}

/** The service asks us to wait before the next call. */
export class ProviderBusy extends Error {
  readonly retryAfterMs: number

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super('The payment service asks to wait.', options)
    this.name = 'ProviderBusy'
    this.retryAfterMs = retryAfterMs
  }
}
