/** Cards that Stripe keeps for a customer. Only our id of the customer goes with them, no name and no address. */
import type Stripe from 'stripe'
import { maxSavedCards } from '../../contract/index.ts'
import type { CardKeeper } from './provider.ts'
import { isInvalidRequest, translate, translated, underFreshKey } from './stripe-client.ts'

/** The customer waits for these answers. */
const soon = { timeout: 5000 }

const isGone = (error: unknown) => isInvalidRequest(error) && error.code === 'resource_missing'

export const createStripeCards = (stripe: Stripe): CardKeeper => ({
  createCustomer: async (id) => {
    const create = (idempotencyKey: string) => stripe.customers.create({ metadata: { customer_id: id } }, { ...soon, idempotencyKey })
    return (await translated(underFreshKey(`customer-${id}`, create))).id
  },
  deleteCustomer: async (reference) => {
    try {
      await stripe.customers.del(reference)
    } catch (error) {
      if (!isGone(error)) throw translate(error)
    }
  },
  list: async (reference) => {
    const listed = stripe.customers.listPaymentMethods(reference, { type: 'card', allow_redisplay: 'always', limit: maxSavedCards }, soon)
    const { data } = await translated(listed)
    return data.flatMap(({ card }) =>
      card ? [{ brand: card.brand, last4: card.last4, expires: { month: card.exp_month, year: card.exp_year } }] : [],
    )
  },
  offer: async ({ reference }, customer) => {
    // the form of a payment offers the cards of its own customer only
    await translated(stripe.paymentIntents.update(reference, { customer }, soon))
    const features = { payment_method_redisplay: 'enabled', payment_method_remove: 'enabled', payment_method_save: 'disabled' } as const
    const session = stripe.customerSessions.create({ customer, components: { payment_element: { enabled: true, features } } }, soon)
    return (await translated(session)).client_secret
  },
  remember: async ({ reference }, customer, wanted) => {
    const use = wanted ? ({ customer, setup_future_usage: 'on_session' } as const) : ({ setup_future_usage: '' } as const)
    await translated(stripe.paymentIntents.update(reference, use, soon))
  },
})
