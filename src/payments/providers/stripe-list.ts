/** What Stripe has in its own books. */
import type Stripe from 'stripe'
import type { Listed } from './provider.ts'
import { fromStripe } from './stripe-amounts.ts'
import { translate } from './stripe-client.ts'
import { idOf, ours, refundRecord } from './stripe-events.ts'

/** Stripe answers a hundred at a time, and many pages in a row may make it ask for a pause. */
const options = { maxNetworkRetries: 5 }

/** The payments that the gateway has created and that succeeded, then all refunds, each newest first. */
export async function* list(stripe: Stripe, { from, to }: { from: Date; to: Date }): AsyncGenerator<Listed> {
  const asked = { created: { gte: Math.floor(from.getTime() / 1000), lt: Math.ceil(to.getTime() / 1000) }, limit: 100 }
  try {
    for await (const { id, status, amount_received, currency, metadata } of stripe.paymentIntents.list(asked, options)) {
      const isOurs = ours(metadata, 'payment_id') !== undefined
      if (isOurs && status === 'succeeded') yield { of: 'payment', reference: id, received: fromStripe(amount_received, currency) }
    }
    for await (const refund of stripe.refunds.list(asked, options)) {
      const reference = idOf(refund.payment_intent)
      if (reference !== undefined) yield { of: 'refund', payment: { reference }, refund: refundRecord(refund) }
    }
  } catch (error) {
    throw translate(error)
  }
}
