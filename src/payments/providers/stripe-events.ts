/** What Stripe's objects and events mean for us. */
import type Stripe from 'stripe'
import { validate } from 'uuid'
import type { DisputeNews, News, PaymentNews, ProviderEvent, RefundNews, RefundRecord } from './provider.ts'
import { fromStripe } from './stripe-amounts.ts'

export const newsOf = ({ status, amount_received, currency, last_payment_error }: Stripe.PaymentIntent): PaymentNews | undefined => {
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

export const refundNews = ({ id: reference, status }: Stripe.Refund): RefundNews & { reference: string } => {
  if (status === 'succeeded') return { status: 'succeeded', reference }
  return { status: status === 'failed' || status === 'canceled' ? 'failed' : 'pending', reference }
}

export const refundRecord = (refund: Stripe.Refund): RefundRecord => ({
  ...refundNews(refund),
  id: ours(refund.metadata, 'refund_id'),
  amount: fromStripe(refund.amount, refund.currency),
})

/** An id, or the object itself where it was expanded. */
export const idOf = (object: string | { id: string } | null): string | undefined => (typeof object === 'string' ? object : object?.id)

const disputeNews = ({ id: reference, amount, currency, reason: cause, status }: Stripe.Dispute): DisputeNews => ({
  reference,
  amount: fromStripe(amount, currency),
  cause,
  status: status === 'won' || status === 'warning_closed' ? 'won' : status === 'lost' ? 'lost' : 'open',
})

/** The id that we gave; undefined for what another program with the same account has made, which may have such a field too. */
export const ours = (metadata: Stripe.Metadata | null, key: 'payment_id' | 'refund_id'): string | undefined => {
  const id = metadata?.[key]
  return id !== undefined && validate(id) ? id : undefined
}

/** An event about a PaymentIntent; one without it is about a charge that is not ours. */
const about = (
  { id }: Stripe.Event,
  intent: string | Stripe.PaymentIntent | null,
  newsOf: (payment: { reference: string }) => News,
): ProviderEvent => {
  const reference = idOf(intent)
  return reference === undefined ? { id } : { id, news: newsOf({ reference }) }
}

export const toEvent = (event: Stripe.Event): ProviderEvent => {
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
