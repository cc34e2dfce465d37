/** Stripe, by PaymentIntents: the card number goes from the customer to Stripe and never reaches the gateway. */
import type { IncomingHttpHeaders } from 'node:http'
import type Stripe from 'stripe'
import { AppError } from '../../errors.ts'
import { type KnownPayment, type Provider, ProviderRefusal } from './provider.ts'
import { assertRecent, toleranceSeconds } from './signed-webhook.ts'
import { isTakenByStripe, toStripe } from './stripe-amounts.ts'
import { createStripeCards } from './stripe-cards.ts'
import { connect, isInvalidRequest, isKeyRefused, type StripeSettings, translate, translated, underFreshKey } from './stripe-client.ts'
import { newsOf, ours, refundNews, refundRecord, toEvent } from './stripe-events.ts'
import { list } from './stripe-list.ts'

export const createStripe = async (settings: StripeSettings): Promise<Provider> => {
  const stripe = await connect(settings)

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
    cards: createStripeCards(stripe),
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
      const intent = await underFreshKey(`payment-${id}`, create).catch((error: unknown) => {
        // the customer can pay in another way at once
        throw isKeyRefused(error) ? new ProviderRefusal('Stripe: the key was refused') : translate(error)
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
        if (!isInvalidRequest(error)) throw translate(error)
        // it can no longer be cancelled, or is cancelled already
        return newsOf(await translated(stripe.paymentIntents.retrieve(reference)))
      }
    },
    refund: async ({ id, payment, amount, reference, isRepeated }) => {
      const wanted = { payment_intent: payment.reference, amount: toStripe(amount).amount, metadata: { refund_id: id } }
      const made = async () => (await refundsOf(payment)).find(({ metadata }) => ours(metadata, 'refund_id') === id)
      const create = (idempotencyKey: string) => stripe.refunds.create(wanted, { idempotencyKey })
      const find = async () => {
        if (reference) return stripe.refunds.retrieve(reference)
        // Stripe may have made it, and forgets the key after a day
        return isRepeated ? made() : undefined
      }
      return refundNews((await translated(find())) ?? (await translated(underFreshKey(`refund-${id}`, create, made))))
    },
    refundsOf: async (payment) => {
      return (await translated(refundsOf(payment))).map(refundRecord)
    },
    lookUp: async ({ reference }) => {
      return newsOf(await translated(stripe.paymentIntents.retrieve(reference)))
    },
    list: (range) => list(stripe, range),
    readWebhook: (headers, body) => {
      const event = verified(headers, body)
      const [, seconds] = /(?:^|,)t=(\d+)/.exec(String(headers['stripe-signature'])) ?? []
      assertRecent(Number(seconds))
      return [toEvent(event)]
    },
  }
}
