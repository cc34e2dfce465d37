/** A fake of those parts of Stripe's documented API that the gateway uses. It can misbehave on request. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Stripe from 'stripe'
import { createCustomers } from './stripe-customers.ts'

interface Intent {
  id: string
  created: number
  object: 'payment_intent'
  amount: number
  amount_received: number
  currency: string
  status: string
  client_secret: string
  metadata: Record<string, string>
  last_payment_error: object | null
  customer: string | null
  setup_future_usage: string | null
}

interface Refund {
  id: string
  created: number
  object: 'refund'
  amount: number
  currency: string
  payment_intent: string
  status: string
  metadata: Record<string, string>
}

interface Reply {
  status: number
  body: object
  headers?: Record<string, string>
}

/** What happens to the next request of this kind. `lost`: it takes effect, and the answer never comes. `kept`: the
 * idempotency key is answered with this 500 for ever. */
export type Misbehaviour = 'lost' | 'reset' | 'busy' | 'broken' | 'kept' | 'declined' | 'revoked' | 'forbidden'

const id = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`
const now = () => Math.floor(Date.now() / 1000)
const refuse = (status: number, type: string, code: string): Reply => ({ status, body: { error: { type, code, message: code } } })

/** Fields of the form `key[name]=value`. */
const nested = (form: URLSearchParams, key: string): Record<string, string> =>
  Object.fromEntries([...form].flatMap(([name, value]) => (name.startsWith(`${key}[`) ? [[name.slice(key.length + 1, -1), value]] : [])))

/** Stripe allows a hundred; a small page makes the reader ask for the next one. */
const mostListed = 3

export const secretKey = 'sk_test_gateway'
export const webhookSecret = 'whsec_gateway'

export type FakeStripe = Awaited<ReturnType<typeof startStripe>>

export const startStripe = async () => {
  const intents = new Map<string, Intent>()
  const refunds = new Map<string, Refund>()
  const saved = createCustomers()
  const answered = new Map<string, Reply>()
  const misbehaviours: { on: string; how: Misbehaviour }[] = []
  const requests: string[] = []

  const createIntent = (form: URLSearchParams): Reply => {
    const name = id('pi')
    const intent: Intent = {
      id: name,
      created: now(),
      object: 'payment_intent',
      amount: Number(form.get('amount')),
      amount_received: 0,
      currency: form.get('currency') ?? '',
      status: 'requires_payment_method',
      client_secret: `${name}_secret_${randomBytes(8).toString('hex')}`,
      metadata: nested(form, 'metadata'),
      last_payment_error: null,
      customer: null,
      setup_future_usage: null,
    }
    intents.set(intent.id, intent)
    return { status: 200, body: intent }
  }

  const updateIntent = (intent: Intent, form: URLSearchParams): Reply => {
    const customer = form.get('customer')
    if (customer && !saved.customers.has(customer)) return refuse(400, 'invalid_request_error', 'resource_missing')
    if (customer) intent.customer = customer
    const use = form.get('setup_future_usage')
    if (use !== null) intent.setup_future_usage = use || null
    return { status: 200, body: intent }
  }

  const cancelIntent = (intent: Intent): Reply => {
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      return refuse(400, 'invalid_request_error', 'payment_intent_unexpected_state')
    intent.status = 'canceled'
    return { status: 200, body: intent }
  }

  const createRefund = (form: URLSearchParams): Reply => {
    const intent = intents.get(form.get('payment_intent') ?? '')
    if (!intent) return refuse(404, 'invalid_request_error', 'resource_missing')
    const done = [...refunds.values()]
      .filter(({ payment_intent }) => payment_intent === intent.id)
      .reduce((sum, { amount }) => sum + amount, 0)
    const amount = Number(form.get('amount'))
    if (done + amount > intent.amount_received) return refuse(400, 'invalid_request_error', 'charge_already_refunded')
    const { currency } = intent
    const metadata = nested(form, 'metadata')
    const made = { id: id('re'), created: now(), object: 'refund' } as const
    const refund: Refund = { ...made, amount, currency, payment_intent: intent.id, status: 'succeeded', metadata }
    refunds.set(refund.id, refund)
    return { status: 200, body: refund }
  }

  /** The newest first, a page at a time, as Stripe lists them. */
  const list = (url: string, all: readonly (Intent | Refund)[], asked: URLSearchParams): Reply => {
    const [gte, lt] = [asked.get('created[gte]') ?? 0, asked.get('created[lt]') ?? Number.POSITIVE_INFINITY].map(Number)
    const newest = all.filter(({ created }) => created >= Number(gte) && created < Number(lt)).toReversed()
    const start = newest.findIndex((each) => each.id === asked.get('starting_after')) + 1
    const end = start + Math.min(Number(asked.get('limit') ?? 10), mostListed)
    return { status: 200, body: { object: 'list', has_more: end < newest.length, url, data: newest.slice(start, end) } }
  }
  const listRefunds = (asked: URLSearchParams): Reply => {
    const intent = asked.get('payment_intent')
    const found = [...refunds.values()].filter(({ payment_intent }) => intent === null || payment_intent === intent)
    return list('/v1/refunds', found, asked)
  }

  const perform = (method: string, path: string, form: URLSearchParams): Reply => {
    const { pathname, searchParams } = new URL(path, 'http://stripe')
    const [, , kind, name = '', action] = pathname.split('/')
    if (kind === 'refunds') {
      if (method === 'GET' && name === '') return listRefunds(searchParams)
      const refund = refunds.get(name)
      return method === 'POST'
        ? createRefund(form)
        : refund
          ? { status: 200, body: refund }
          : refuse(404, 'invalid_request_error', 'resource_missing')
    }
    if (kind === 'customer_sessions') return saved.openSession(form)
    if (kind === 'customers') return name === '' ? saved.create(nested(form, 'metadata')) : saved.ofCustomer(method, name, action)
    if (name === '') return method === 'POST' ? createIntent(form) : list('/v1/payment_intents', [...intents.values()], searchParams)
    const intent = intents.get(name)
    if (!intent) return refuse(404, 'invalid_request_error', 'resource_missing')
    if (action === 'cancel') return cancelIntent(intent)
    return method === 'POST' ? updateIntent(intent, form) : { status: 200, body: intent }
  }

  const take = (what: string): Misbehaviour | undefined => {
    const at = misbehaviours.findIndex(({ on }) => what.startsWith(on))
    return at < 0 ? undefined : misbehaviours.splice(at, 1)[0]?.how
  }

  const misbehave: Record<Exclude<Misbehaviour, 'lost' | 'reset'>, Reply> = {
    busy: { ...refuse(429, 'invalid_request_error', 'rate_limit'), headers: { 'retry-after': '1' } },
    broken: refuse(500, 'api_error', 'internal'),
    kept: refuse(500, 'api_error', 'internal'),
    declined: refuse(402, 'card_error', 'card_declined'),
    revoked: refuse(401, 'invalid_request_error', 'api_key_expired'),
    forbidden: refuse(403, 'invalid_request_error', 'more_permissions_required'),
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request))
    const what = `${request.method} ${request.url}`
    requests.push(what)
    const reply = ({ status, body, headers = {} }: Reply) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    if (request.headers.authorization !== `Bearer ${secretKey}`) return reply(refuse(401, 'invalid_request_error', 'api_key_invalid'))
    const how = take(what)
    if (how === 'reset') return request.socket.resetAndDestroy()
    const key = request.headers['idempotency-key']?.toString()
    if (how === 'kept' && key) answered.set(key, { ...misbehave.broken, headers: { 'idempotent-replayed': 'true' } })
    if (how && how !== 'lost') return reply(misbehave[how])
    const result = (key && answered.get(key)) || perform(request.method ?? '', request.url ?? '', form)
    if (key) answered.set(key, structuredClone(result))
    if (how !== 'lost') reply(result)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stripe = new Stripe(secretKey)

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    intents,
    refunds,
    saved,
    requests,
    /** Stripe keeps the answer to an idempotency key for a day. */
    forgetKeys: () => answered.clear(),
    /** The next request whose method and path begin with `on` fails in this way. */
    misbehave: (on: string, how: Misbehaviour) => void misbehaviours.push({ on, how }),
    intentOf: (paymentId: string) => [...intents.values()].filter(({ metadata }) => metadata.payment_id === paymentId),
    /** What was charged for a payment, less what was refunded. */
    balance: (paymentId: string) =>
      [...intents.values()]
        .filter(({ metadata }) => metadata.payment_id === paymentId)
        .reduce(
          (sum, intent) =>
            sum +
            intent.amount_received -
            [...refunds.values()].filter(({ payment_intent }) => payment_intent === intent.id).reduce((out, { amount }) => out + amount, 0),
          0,
        ),
    /** Settles the intent as if the customer had given Stripe their card. Returns Stripe's event. */
    become: (intent: Intent, status: 'processing' | 'succeeded' | 'failed') => {
      intent.status = status === 'failed' ? 'requires_payment_method' : status
      intent.last_payment_error = status === 'failed' ? { code: 'card_declined' } : null
      intent.amount_received = status === 'succeeded' ? intent.amount : 0
      return {
        id: id('evt'),
        object: 'event',
        type: `payment_intent.${status === 'failed' ? 'payment_failed' : status}`,
        data: { object: { ...intent } },
      }
    },
    /** Refunds in the dashboard. Returns Stripe's event, which has the charge and not the refund. */
    refundElsewhere: (intent: Intent, amount: number) => {
      createRefund(new URLSearchParams({ payment_intent: intent.id, amount: String(amount) }))
      const charge = { id: id('ch'), object: 'charge', payment_intent: intent.id, amount_refunded: amount, currency: intent.currency }
      return { id: id('evt'), object: 'event', type: 'charge.refunded', data: { object: charge } }
    },
    /** The event of a dispute about the whole payment. */
    dispute: (intent: Intent, dispute: string, type: string, status: string) => ({
      id: id('evt'),
      object: 'event',
      type: `charge.dispute.${type}`,
      data: {
        object: {
          id: dispute,
          object: 'dispute',
          payment_intent: intent.id,
          amount: intent.amount,
          currency: intent.currency,
          reason: 'fraudulent',
          status,
        },
      },
    }),
    /** Sends the event as a signed webhook. */
    deliver: (gatewayUrl: string, event: object, { secret = webhookSecret, timestamp = Math.floor(Date.now() / 1000) } = {}) => {
      const payload = JSON.stringify(event)
      const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
      return fetch(`${gatewayUrl}/webhooks/payments/stripe`, { method: 'POST', body: payload, headers: { 'stripe-signature': signature } })
    },
    env: (url: string) => ({
      PAYMENT_PROVIDER: 'stripe',
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_gateway',
      STRIPE_WEBHOOK_SECRET: `whsec_retiring,${webhookSecret}`,
      STRIPE_API_BASE: url,
    }),
    /** Ends the requests that wait for an answer. */
    hangUp: () => server.closeAllConnections(),
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
