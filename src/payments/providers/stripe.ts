/** Stripe, by PaymentIntents: the card number goes from the customer to Stripe and never reaches the gateway. */
import type { IncomingHttpHeaders } from 'node:http'
import Stripe from 'stripe'
import { AppError } from '../../errors.ts'
import { type PaymentNews, type Provider, ProviderBusy, type ProviderEvent, ProviderRefusal, type RefundNews } from './provider.ts'
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

const refundNews = ({ id: reference, status }: Stripe.Refund): RefundNews => {
  if (status === 'succeeded') return { status: 'succeeded', reference }
  return { status: status === 'failed' || status === 'canceled' ? 'failed' : 'pending', reference }
}

const ours = (metadata: Stripe.Metadata | null, key: 'payment_id' | 'refund_id') => metadata?.[key]

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
      return refundId && news.status !== 'pending' ? { id: event.id, news: { of: 'refund', refundId, news } } : { id: event.id }
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

  return {
    name: 'stripe',
    takes: isTakenByStripe,
    create: async ({ id, orderId, orderNumber, amount }) => {
      const intent = await stripe.paymentIntents
        .create(
          {
            ...toStripe(amount),
            allowed_payment_method_types: ['card'],
            description: `Order ${orderNumber}`,
            metadata: { payment_id: id, order_id: orderId },
          },
          { idempotencyKey: `payment-${id}` },
        )
        .catch((error: unknown) => {
          throw translate(error)
        })
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
        return newsOf(await stripe.paymentIntents.retrieve(reference).catch((failed: unknown) => Promise.reject(translate(failed))))
      }
    },
    refund: async ({ id, payment, amount, reference }) => {
      const { amount: theirs } = toStripe(amount)
      try {
        const refund = reference
          ? await stripe.refunds.retrieve(reference)
          : await stripe.refunds.create(
              { payment_intent: payment.reference, amount: theirs, metadata: { refund_id: id } },
              { idempotencyKey: `refund-${id}` },
            )
        return refundNews(refund)
      } catch (error) {
        // the answer to an earlier call was lost, and Stripe has forgotten the idempotency key
        if (error instanceof StripeError && error.code === 'charge_already_refunded') return { status: 'succeeded' }
        throw translate(error)
      }
    },
    lookUp: async ({ reference }) => {
      const intent = await stripe.paymentIntents.retrieve(reference).catch((error: unknown) => Promise.reject(translate(error)))
      return newsOf(intent)
    },
    readWebhook: (headers, body) => {
      const event = verified(headers, body)
      const [, seconds] = /(?:^|,)t=(\d+)/.exec(String(headers['stripe-signature'])) ?? []
      assertRecent(Number(seconds))
      return [toEvent(event)]
    },
  }
}
