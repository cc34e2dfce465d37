/** Stripe's Payment Element. Apple Pay and Google Pay come with it. */
import type { Appearance, PaymentIntent, StripeError } from '@stripe/stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure'
import type { CardAction, CardForm, Opened, Outcome, Place } from './card-form.ts'
import { coloursIn, isDark } from './look.ts'

type StripeAction = Extract<CardAction, { type: 'confirm_card' }>

const appearance = (place: HTMLElement): Appearance => {
  const { card, ink, soft, accent, bad, good } = coloursIn(place)
  return {
    theme: isDark() ? 'night' : 'stripe',
    variables: {
      colorPrimary: accent,
      colorBackground: card,
      colorText: ink,
      colorTextSecondary: soft,
      colorTextPlaceholder: soft,
      colorDanger: bad,
      colorSuccess: good,
      borderRadius: '12px',
      fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif',
      fontSizeBase: '16px',
    },
  }
}

const isSent = ({ status }: PaymentIntent) => status === 'succeeded' || status === 'processing' || status === 'requires_capture'

/** Stripe writes these messages for customers, in the language of the form. The others are for developers. */
const isForCustomers = ({ type, code }: StripeError) =>
  type === 'card_error' || type === 'validation_error' || code === 'payment_intent_authentication_failure'

/** Rejects if Stripe's script or form cannot be loaded. */
export const openStripe = async (
  action: StripeAction,
  { host, orderId, language, failed, customerSession, onChange }: Place,
): Promise<Opened> => {
  const { clientSecret, publishableKey } = action
  const stripe = await loadStripe(publishableKey, { locale: language })
  if (!stripe) throw new Error('Stripe.js is not available')
  const { paymentIntent } = await stripe.retrievePaymentIntent(clientSecret)
  if (paymentIntent && isSent(paymentIntent)) return { state: 'sent' }

  const shown = { clientSecret, locale: language, appearance: appearance(host) }
  const elements = stripe.elements(customerSession === undefined ? shown : { ...shown, customerSessionClientSecret: customerSession })
  const element = elements.create('payment', { layout: 'tabs' })
  const ready = new Promise<void>((resolve, reject) => {
    element.on('ready', () => resolve())
    element.on('loaderror', ({ error }) => reject(new Error(error.message)))
  })
  element.on('change', ({ empty, value }) => onChange({ isKept: value.payment_method !== undefined, isEmpty: empty }))
  element.mount(host)
  await ready

  const problemOf = (error: StripeError): Outcome => ({ problem: (isForCustomers(error) && error.message) || failed })
  const pay = async (remember: boolean): Promise<Outcome> => {
    // at once, because a wallet opens only in answer to a click
    const { error: incomplete } = await elements.submit()
    if (incomplete) return problemOf(incomplete)
    const { error, paymentIntent: paid } = await stripe.confirmPayment({
      elements,
      confirmParams: {
        return_url: `${location.origin}/?order=${orderId}`,
        ...(remember && { payment_method_data: { allow_redisplay: 'always' } }),
      },
      redirect: 'if_required',
    })
    if (!error) return isSent(paid) ? {} : { problem: failed }
    // paid in another tab
    return error.payment_intent && isSent(error.payment_intent) ? {} : problemOf(error)
  }
  const form: CardForm = {
    pay,
    renew: () => elements.fetchUpdates(),
    restyle: () => elements.update({ appearance: appearance(host) }),
    close: () => element.destroy(),
  }
  const remembers = paymentIntent?.setup_future_usage === 'on_session'
  return { state: 'open', form, problem: paymentIntent?.last_payment_error?.message, remembers }
}
