/** Stripe, by PaymentIntents: the card number goes from the customer to Stripe and never reaches the gateway. */
import type { IncomingHttpHeaders } from 'node:http'
import Stripe from 'stripe'
import { AppError } from '../../errors.ts'
import {
  type DisputeNews,
  type KnownPayment,
  type News,
  type PaymentNews,
  type Provider,
  ProviderBusy,
  type ProviderEvent,
  ProviderRefusal,
  type RefundNews,
  type RefundRecord,
} from './provider.ts'
import { assertRecent, toleranceSeconds } from './signed-webhook.ts'
import { fromStripe, isTakenByStripe, toStripe } from './stripe-amounts.ts'

export interface StripeSettings {
  secretKey: string
  publishableKey: string
  /** Two during a rotation. */
  webhookSecrets: readonly string[]
  /** Replaces Stripe's host in tests. */
  apiBase?: string | undefined
}

const connect = ({ secretKey, apiBase }: StripeSettings) => {
  // no retries by the library: we repeat our calls ourselves, even after a crash
  const options = { maxNetworkRetries: 0, timeout: 20_000, telemetry: false }
  if (apiBase === undefined) return new Stripe(secretKey, options)
  const { protocol, hostname, port } = new URL(apiBase)
  const scheme = protocol === 'http:' ? 'http' : 'https'
  return new Stripe(secretKey, { ...options, protocol: scheme, host: hostname, port: port || (scheme === 'http' ? 80 : 443) })
}

const { StripeError, StripeRateLimitError, StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError } =
  Stripe.errors
const final = [StripeCardError, StripeInvalidRequestError, StripeAuthenticationError, StripePermissionError]

/** Drops the original error: its body may contain a client secret, and this error is logged. */
const translate = (error: unknown): Error => {
  if (!(error instanceof StripeError)) return new Error('Stripe did not answer')
  const what = `Stripe: ${[error.type, error.code, error.statusCode].filter(Boolean).join(' ')}`
  if (error instanceof StripeRateLimitError) return new ProviderBusy(1000 * Number(error.headers?.['retry-after'] ?? 1))
  return final.some((kind) => error instanceof kind) ? new ProviderRefusal(what) : new Error(what)
}

/** What Stripe answers, or the translated error. */
const translated = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer
  } catch (error) {
    throw translate(error)
  }
}

/** After these many keys we wait until Stripe forgets the first: a day. */
const mostKeys = 10

/**
 * Stripe keeps the answer to an idempotency key for a day, even a 500: a request that got one is repeated under another key. `found` looks for what
 * the failed request may have made nevertheless.
 */
const underFreshKey = async <Made>(
  key: string,
  make: (idempotencyKey: string) => Promise<Made>,
  found: () => Promise<Made | undefined> = async () => undefined,
): Promise<Made> => {
  for (let n = 1; ; n += 1) {
    try {
      return await make(n === 1 ? key : `${key}-${n}`)
    } catch (error) {
      const isKept = error instanceof StripeError && Number(error.statusCode) >= 500 && error.headers?.['idempotent-replayed'] === 'true'
      if (!isKept || n === mostKeys) throw error
      const made = await found()
      if (made) return made
    }
  }
}

const newsOf = ({ status, amount_received, currency, last_payment_error }: Stripe.PaymentIntent): PaymentNews | undefined => {
  switch (status) {
    case 'succeeded':
      return { status: 'succeeded', received: fromStripe(amount_received, currency) }
    case 'processing':
      return { status: 'processing' }
    case 'canceled':
      return { status: 'canceled' }
    case 'requires_payment_method':
      return last_payment_error ? { status: 'failed' } : undefined
    default:
      return undefined
  }
}

const refundNews = ({ id: reference, status }: Stripe.Refund): RefundNews & { reference: string } => {
  if (status === 'succeeded') return { status: 'succeeded', reference }
  return { status: status === 'failed' || status === 'canceled' ? 'failed' : 'pending', reference }
}

const refundRecord = (refund: Stripe.Refund): RefundRecord => ({
  ...refundNews(refund),
  id: ours(refund.metadata, 'refund_id'),
  amount: fromStripe(refund.amount, refund.currency),
})

/** An id, or the object itself where it was expanded. */
const idOf = (object: string | { id: string } | null): string | undefined => (typeof object === 'string' ? object : object?.id)

const disputeNews = ({ id: reference, amount, currency, reason: cause, status }: Stripe.Dispute): DisputeNews => ({
  reference,
  amount: fromStripe(amount, currency),
  cause,
  status: status === 'won' || status === 'warning_closed' ? 'won' : status === 'lost' ? 'lost' : 'open',
})

const ours = (metadata: Stripe.Metadata | null, key: 'payment_id' | 'refund_id') => metadata?.[key]

/** An event about a PaymentIntent; one without it is about a charge that is not ours. */
const about = (
  { id }: Stripe.Event,
  intent: string | Stripe.PaymentIntent | null,
  newsOf: (payment: { reference: string }) => News,
): ProviderEvent => {
  const reference = idOf(intent)
  return reference === undefined ? { id } : { id, news: newsOf({ reference }) }
}

const toEvent = (event: Stripe.Event): ProviderEvent => {
  switch (event.type) {
    case 'payment_intent.processing':
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.canceled': {
      const news = newsOf(event.data.object)
      const reference = event.data.object.id
      return ours(event.data.object.metadata, 'payment_id') && news
        ? { id: event.id, news: { of: 'payment', payment: { reference }, news } }
        : { id: event.id }
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const refundId = ours(event.data.object.metadata, 'refund_id')
      const news = refundNews(event.data.object)
      if (refundId) return news.status === 'pending' ? { id: event.id } : { id: event.id, news: { of: 'refund', refundId, news } }
      return about(event, event.data.object.payment_intent, (payment) => ({ of: 'refunds', payment }))
    }
    case 'charge.refunded':
      return about(event, event.data.object.payment_intent, (payment) => ({ of: 'refunds', payment }))
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated': {
      const news = disputeNews(event.data.object)
      return about(event, event.data.object.payment_intent, (payment) => ({ of: 'dispute', payment, news }))
    }
    default:
      return { id: event.id }
  }
}

export const createStripe = (settings: StripeSettings): Provider => {
  const stripe = connect(settings)

  const verified = (headers: IncomingHttpHeaders, body: Buffer): Stripe.Event => {
    const header = String(headers['stripe-signature'] ?? '')
    for (const secret of settings.webhookSecrets) {
      try {
        return stripe.webhooks.constructEvent(body, header, secret, toleranceSeconds)
      } catch (error) {
        if (error instanceof SyntaxError) throw new AppError('invalid_argument', { message: 'The body is not a valid event.' })
        if (error instanceof Error && error.message.includes('tolerance')) throw new AppError('signature_expired')
      }
    }
    throw new AppError('signature_invalid')
  }

  const refundsOf = (payment: KnownPayment): Promise<Stripe.Refund[]> =>
    stripe.refunds.list({ payment_intent: payment.reference, limit: 100 }).autoPagingToArray({ limit: 1000 })

  return {
    name: 'stripe',
    takes: isTakenByStripe,
    create: async ({ id, orderId, orderNumber, amount }) => {
      const wanted = {
        ...toStripe(amount),
        allowed_payment_method_types: ['card' as const],
        description: `Order ${orderNumber}`,
        metadata: { payment_id: id, order_id: orderId },
      }
      // a failed request may have made one too: no client gets its secret, so it cannot be paid
      const create = (idempotencyKey: string) => stripe.paymentIntents.create(wanted, { idempotencyKey })
      const intent = await translated(underFreshKey(`payment-${id}`, create))
      if (!intent.client_secret) throw new ProviderRefusal('Stripe: a PaymentIntent without a client secret')
      return {
        reference: intent.id,
        nextAction: { type: 'confirm_card', clientSecret: intent.client_secret, publishableKey: settings.publishableKey },
      }
    },
    cancel: async ({ id, reference }) => {
      try {
        await stripe.paymentIntents.cancel(reference, {}, { idempotencyKey: `cancel-${id}` })
        return undefined
      } catch (error) {
        if (!(error instanceof StripeInvalidRequestError)) throw translate(error)
        // it can no longer be cancelled, or is cancelled already
        return newsOf(await translated(stripe.paymentIntents.retrieve(reference)))
      }
    },
    refund: async ({ id, payment, amount, reference }) => {
      const wanted = { payment_intent: payment.reference, amount: toStripe(amount).amount, metadata: { refund_id: id } }
      const made = async () => (await refundsOf(payment)).find(({ metadata }) => ours(metadata, 'refund_id') === id)
      const create = (idempotencyKey: string) => stripe.refunds.create(wanted, { idempotencyKey })
      try {
        return refundNews(reference ? await stripe.refunds.retrieve(reference) : await underFreshKey(`refund-${id}`, create, made))
      } catch (error) {
        // the answer to an earlier call was lost and Stripe has forgotten the key, or the money was refunded elsewhere
        const isRefunded = error instanceof StripeError && error.code === 'charge_already_refunded'
        const own = isRefunded ? await translated(made()) : undefined
        if (own) return refundNews(own)
        throw translate(error)
      }
    },
    refundsOf: async (payment) => {
      return (await translated(refundsOf(payment))).map(refundRecord)
    },
    lookUp: async ({ reference }) => {
      return newsOf(await translated(stripe.paymentIntents.retrieve(reference)))
    },
    readWebhook: (headers, body) => {
      const event = verified(headers, body)
      const [, seconds] = /(?:^|,)t=(\d+)/.exec(String(headers['stripe-signature'])) ?? []
      assertRecent(Number(seconds))
      return [toEvent(event)]
    },
  }
}
