import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { signature } from '../../src/payments/providers/signed-webhook.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { type FakeStripe, startStripe } from '../support/stripe.ts'

const secret = 'the-secret-that-signs-now'
const retiring = 'the-secret-that-retires'

/** Shuffles, with a different order for each seed. */
const shuffled = <Item>(items: Item[]): Item[] =>
  items
    .map((item) => [Math.random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)

describe('webhooks of payment services', () => {
  let stripe: FakeStripe
  let one: TestGateway
  let two: TestGateway
  let productId: string
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    stripe = await startStripe()
    const env = { SANDBOX_WEBHOOK_SECRET: `${secret},${retiring}` }
    one = await startTestGateway({ env })
    two = await startTestGateway({ env, on: { url: one.databaseUrl } })
    productId = (await anyDish(one)).id
    customer = await arrive(one)
  })
  afterEach(() => expectBooks(one.database))
  after(async () => {
    await two.stop()
    await one.stop()
    stripe.stop()
  })

  const place = async () => (await customer.client.request('order:place', placement(productId, { paymentMethod: 'card' }))).order
  const event = (type: string, { payment, total }: Order) =>
    JSON.stringify({ id: `evt_${randomUUID()}`, type: `payment.${type}`, data: { paymentId: payment.id, amount: total } })
  const send = ({ url }: TestGateway, body: string, header = signature(secret, body)) =>
    fetch(`${url}/webhooks/payments/sandbox`, { method: 'POST', body, headers: { 'payment-signature': header } })
  const statusOf = async ({ id }: Order) => {
    const { order } = await customer.client.request('order:get', { orderId: id })
    return { order: order.status, payment: order.payment.status }
  }

  /** As a payment service does: again while the gateway says that it cannot take the event now. */
  const deliver = async (node: TestGateway, body: string): Promise<void> => {
    const { status } = await send(node, body)
    if (status === 503) return deliver(node, body)
    expect(status).to.equal(200)
  }

  it('have one effect, even if repeated, reordered and sent to different nodes', async () => {
    const order = await place()
    const events = ['processing', 'succeeded', 'failed'].map((type) => event(type, order))
    const storm = shuffled(Array.from({ length: 100 }, () => events).flat())
    await Promise.all(storm.map((body, n) => deliver(n % 2 === 0 ? one : two, body)))
    expect(await statusOf(order)).to.deep.equal({ order: 'placed', payment: 'succeeded' })
    const told = await customer.client.request('feed:replay', { after: 0, limit: 500 })
    const about = told.events.filter(
      ({ event: name, data }) => name === 'payment:status_changed' && (data as { orderId: string }).orderId === order.id,
    )
    expect(about.filter(({ data }) => (data as { status: string }).status === 'succeeded')).to.have.length(1)
    expect(told.events.map(({ seq }) => seq)).to.deep.equal(told.events.map((_, n) => n + 1))
  })

  it('end in the same state in every order of arrival', async () => {
    const types = ['processing', 'failed', 'succeeded']
    const orders = types.flatMap((a) => types.flatMap((b) => types.flatMap((c) => (new Set([a, b, c]).size === 3 ? [[a, b, c]] : []))))
    for (const sequence of orders) {
      const order = await place()
      for (const type of sequence) await send(one, event(type, order))
      expect(await statusOf(order), sequence.join()).to.deep.equal({ order: 'placed', payment: 'succeeded' })
    }
  })

  it('are accepted only with a recent signature over exactly these bytes', async () => {
    const order = await place()
    const body = event('succeeded', order)
    const at = (seconds: number, key = secret) => signature(key, body, Date.now() + 1000 * seconds)
    const refused: [string, string, string | (() => string), string][] = [
      ['no signature', body, '', 'signature_invalid'],
      ['another secret', body, at(0, 'somebody-elses-secret'), 'signature_invalid'],
      ['one altered byte', body.replace('succeeded', 'sacceeded'), at(0), 'signature_invalid'],
      ['a shorter one', body, at(0).slice(0, -2), 'signature_invalid'],
      ['301 s old', body, () => at(-301), 'signature_expired'],
      ['302 s ahead', body, () => at(302), 'signature_expired'],
      ['no JSON', 'x', signature(secret, 'x'), 'invalid_argument'],
      ['no event', '{}', signature(secret, '{}'), 'invalid_argument'],
    ]
    for (const [what, bytes, header, reason] of refused) {
      const answer = await send(one, bytes, typeof header === 'string' ? header : header())
      const { error } = (await answer.json()) as { error: { code: string; reason?: string; message: string } }
      expect(answer.status, what).to.equal(400)
      expect(error.reason ?? error.code, what).to.equal(reason)
      expect(error.message).not.to.contain(order.id)
    }
    expect(await statusOf(order)).to.deep.equal({ order: 'awaiting_payment', payment: 'requires_action' })
    expect((await send(one, body, at(-290, retiring))).status, 'the secret that retires').to.equal(200)
    expect(await statusOf(order)).to.deep.equal({ order: 'placed', payment: 'succeeded' })
  })

  it('are ignored if their type or their payment is unknown', async () => {
    const stranger = JSON.stringify({ id: randomUUID(), type: 'payment.failed', data: { paymentId: randomUUID() } })
    for (const body of [stranger, JSON.stringify({ id: randomUUID(), type: 'payout.paid', data: { any: 1 } })]) {
      const answer = await send(one, body)
      expect(await answer.json()).to.deep.equal({ received: true })
    }
    expect((await fetch(`${one.url}/webhooks/payments/paypal`, { method: 'POST', body: '{}' })).status).to.equal(404)
    const large = 'x'.repeat(257 * 1024)
    expect((await send(one, large, signature(secret, large))).status).to.equal(413)
  })

  it('of Stripe are verified the same way, and a retired secret is no longer accepted', async () => {
    const gateway = await startTestGateway({ env: stripe.env(stripe.url), on: { url: one.databaseUrl } })
    const intent = {
      id: 'pi_1',
      object: 'payment_intent',
      status: 'succeeded',
      amount_received: 1,
      currency: 'eur',
      metadata: { payment_id: randomUUID() },
    }
    const news = { id: 'evt_1', object: 'event', type: 'payment_intent.succeeded', data: { object: intent } }
    const at = (seconds: number) => ({ timestamp: Math.floor(Date.now() / 1000) + seconds })
    const cases = [
      { expected: 200, options: () => ({}) },
      { expected: 200, options: () => ({ secret: 'whsec_retiring' }) },
      { expected: 400, options: () => ({ secret: 'whsec_retired' }) },
      { expected: 400, options: () => at(-302) },
      { expected: 400, options: () => at(302) },
    ]
    for (const { expected, options } of cases) expect((await stripe.deliver(gateway.url, news, options())).status).to.equal(expected)
    await gateway.stop()
  })
})
