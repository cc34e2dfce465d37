/** What a payment service has to do for us. To add one, copy `stripe.ts` and fill in this type (docs/payments.md). */
import type { IncomingHttpHeaders } from 'node:http'
import type { Money, NextAction, PaymentMethod } from '../../contract/index.ts'

export const providerNames = ['sandbox', 'stripe', 'bank'] as const
export type ProviderName = (typeof providerNames)[number]

/** A payment to be made at the service. `id` is ours, and what makes a repetition the same payment. */
export interface NewPayment {
  id: string
  orderId: string
  orderNumber: number
  /** How many attempts came before it for this order. */
  attempt: number
  method: PaymentMethod
  amount: Money
  /** RFC 3339. */
  expiresAt: string
}

/** A payment as the service knows it. */
export interface KnownPayment {
  id: string
  reference: string
}

export interface NewRefund {
  /** Ours: what makes a repetition the same refund. */
  id: string
  payment: KnownPayment
  amount: Money
  /** The service's own id, once it has answered. */
  reference?: string | undefined
}

/** What a service says of a payment. `received` is what has come, where it succeeded. */
export type PaymentNews = { status: 'processing' | 'failed' | 'canceled'; received?: never } | { status: 'succeeded'; received: Money }

/** What a service says of a refund. */
export interface RefundNews {
  status: 'pending' | 'succeeded' | 'failed'
  reference?: string | undefined
}

/** Verified news of one payment or refund; the payment is named by our id or by the service's. */
export type News =
  | { of: 'payment'; payment: { id: string } | { reference: string }; news: PaymentNews }
  | { of: 'refund'; refundId: string; news: RefundNews }

/** One verified event. Without news it is of no concern to us. */
export interface ProviderEvent {
  id: string
  news?: News
}

/**
 * A payment service. Every call may be repeated after a crash or a timeout and must then have no second effect.
 * What a call rejects with is tried again later, except for a `ProviderRefusal`.
 */
export interface Provider {
  readonly name: ProviderName
  create(payment: NewPayment): Promise<{ reference: string; nextAction: NextAction }>
  /** Resolves with what the payment is instead, if it can no longer be cancelled. */
  cancel(payment: KnownPayment): Promise<PaymentNews | undefined>
  refund(refund: NewRefund): Promise<RefundNews>
  /** How the payment stands; undefined while nothing has happened, or where the service cannot be asked. */
  lookUp(payment: KnownPayment): Promise<PaymentNews | undefined>
  /** The events in a webhook's request, from its raw bytes. Throws an `AppError` for what cannot be verified or read. */
  readWebhook(headers: IncomingHttpHeaders, body: Buffer): ProviderEvent[]
}

/** The service will not do it, however often it is asked. */
export class ProviderRefusal extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ProviderRefusal'
  }
}

/** The service asks for patience. */
export class ProviderBusy extends Error {
  readonly retryAfterMs: number

  constructor(retryAfterMs: number, options?: ErrorOptions) {
    super('The payment service asks to wait.', options)
    this.name = 'ProviderBusy'
    this.retryAfterMs = retryAfterMs
  }
}
