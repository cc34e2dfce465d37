/** The part of Stripe that a browser talks to: the script and the frames of `stripe-js/`, and the API with a publishable key. */
import { readFile } from 'node:fs/promises'
import type { BrowserContext, Request, Route } from 'playwright-core'
import type { FakeStripe } from './stripe.ts'

const file = (name: string) => readFile(new URL(`./stripe-js/${name}`, import.meta.url), 'utf8')

const messages = {
  en: { declined: 'Your card was declined.', unauthenticated: 'We are unable to authenticate your payment method.' },
  sk: { declined: 'Vaša karta bola odmietnutá.', unauthenticated: 'Platobnú metódu sa nepodarilo overiť.' },
}

type Intent = ReturnType<FakeStripe['intentOf']>[number]

const error = (type: string, code: string, message: string, intent?: Intent) => ({
  error: { type, code, message, ...(intent && { payment_intent: intent }) },
})

/** `settle` gets every final status: it tells the gateway, or does not. */
export const serveStripeJs = async (
  context: BrowserContext,
  stripe: FakeStripe,
  settle: (intent: Intent, status: 'succeeded' | 'failed') => Promise<void>,
) => {
  const hosts: string[] = []

  const fail = async (intent: Intent, locale: string, what: 'declined' | 'unauthenticated') => {
    const message = messages[locale === 'sk' ? 'sk' : 'en'][what]
    await settle(intent, 'failed')
    intent.last_payment_error = { message }
    return what === 'declined'
      ? error('card_error', 'card_declined', message, intent)
      : error('invalid_request_error', 'payment_intent_authentication_failure', message, intent)
  }
  /** Keeps the card, if the payment is to, and never one without the customer's wish to see it again. */
  const keep = ({ customer, setup_future_usage }: Intent, form: URLSearchParams) => {
    const number = form.get('number')
    if (customer && setup_future_usage && number) stripe.saved.keep(customer, number, form.get('allow_redisplay') || 'unspecified')
  }
  const succeed = async (intent: Intent) => {
    await settle(intent, 'succeeded')
    return { ...intent, next_action: null }
  }

  const confirm = async (intent: Intent, form: URLSearchParams) => {
    const number = form.get('number') ?? ''
    if (['succeeded', 'canceled'].includes(intent.status)) {
      return error('invalid_request_error', 'payment_intent_unexpected_state', 'for developers', intent)
    }
    if (number.endsWith('0002')) return fail(intent, form.get('locale') ?? '', 'declined')
    const type = { '3220': 'use_stripe_sdk', '3063': 'redirect_to_url' }[number.slice(-4)]
    if (type) {
      intent.status = 'requires_action'
      return { ...intent, next_action: { type } }
    }
    keep(intent, form)
    return succeed(intent)
  }

  const perform = async (request: Request): Promise<object> => {
    const { pathname, searchParams } = new URL(request.url())
    const form = request.method() === 'POST' ? new URLSearchParams(request.postData() ?? '') : searchParams
    const [, , , id = '', action] = pathname.split('/')
    if (id === 'session') {
      const cards = stripe.saved.shown(form.get('customer_session_client_secret') ?? '')
      return { cards: cards.map(({ id, card }) => ({ id, last4: card.last4 })) }
    }
    const intent = stripe.intents.get(id)
    if (intent?.client_secret !== form.get('client_secret') || !intent) return error('invalid_request_error', 'resource_missing', 'no')
    if (action === 'confirm') return confirm(intent, form)
    if (action === 'authenticated') return form.get('outcome') === 'succeeded' ? succeed(intent) : fail(intent, 'en', 'unauthenticated')
    return intent
  }

  await context.route(/^https:\/\/(js|hooks|api)\.stripe\.com\//, async (route: Route) => {
    const { host, pathname } = new URL(route.request().url())
    hosts.push(host)
    if (host === 'api.stripe.com') {
      const headers = { 'access-control-allow-origin': '*' }
      return route.fulfill({ headers, contentType: 'application/json', body: JSON.stringify(await perform(route.request())) })
    }
    const name = pathname.split('/').at(-1) ?? ''
    return route.fulfill({ contentType: `text/${name.endsWith('.js') ? 'javascript' : 'html'}; charset=utf-8`, body: await file(name) })
  })
  /** The hosts that were asked so far. */
  return { hosts }
}
