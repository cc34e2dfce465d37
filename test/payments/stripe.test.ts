import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { checkBooks } from '../../src/books/check.ts'
import type { Order } from '../../src/contract/index.ts'
import { createProviderCalls } from '../../src/payments/calls.ts'
import { createStripe } from '../../src/payments/providers/stripe.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement, type Staff, staffOf } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { type FakeStripe, secretKey, startStripe } from '../support/stripe.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('card payments through Stripe', () => {
  let stripe: FakeStripe
  let gateway: TestGateway
  let staff: Staff
  let customer: Customer
  let productId: string
  const log: string[] = []

  before(async () => {
    stripe = await startStripe()
    gateway = await startTestGateway({ env: stripe.env(stripe.url), log: (line) => log.push(line) })
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
    customer = await arrive(gateway)
  })
  afterEach(() => expectBooks(gateway.database))
  after(async () => {
    await gateway.stop()
    stripe.stop()
  })

  const place = async (): Promise<Order> =>
    (await customer.client.request('order:place', placement(productId, { paymentMethod: 'card' }))).order
  const told = ({ id }: Order, status: string) =>
    customer.client.pushed('payment:status_changed', ({ data }) => data.orderId === id && data.status === status)
  const placed = ({ id }: Order) =>
    customer.client.pushed('order:status_changed', ({ data }) => data.order.id === id && data.order.status === 'placed')
  const intentOf = ({ payment: { id } }: Order) => {
    const found = stripe.intentOf(id)
    expect(found, 'one PaymentIntent').to.have.length(1)
    return found[0] as (typeof found)[number]
  }
  const pay = async (order: Order) => {
    const answer = await stripe.deliver(gateway.url, stripe.become(intentOf(order), 'succeeded'))
    expect(answer.status).to.equal(200)
    await placed(order)
  }

  it('gives the client the values for the card form, and places the order when Stripe confirms the payment', async () => {
    const order = await place()
    const intent = intentOf(order)
    expect(order.payment.nextAction).to.deep.equal({
      type: 'confirm_card',
      clientSecret: intent.client_secret,
      publishableKey: 'pk_test_gateway',
    })
    expect(intent).to.include({ amount: order.total.amount, currency: 'eur' })
    await stripe.deliver(gateway.url, stripe.become(intent, 'processing'))
    await told(order, 'processing')
    await pay(order)
    expect((await customer.client.request('payment:get', { orderId: order.id })).payment).to.include({
      reference: intent.id,
      provider: 'stripe',
    })
  })

  it('refunds a cancelled or rejected order through Stripe, once', async () => {
    const orders = [await place(), await place()]
    for (const order of orders) await pay(order)
    const [cancelled, rejected] = orders as [Order, Order]
    stripe.misbehave('POST /v1/refunds', 'reset')
    stripe.misbehave('POST /v1/refunds', 'broken')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: cancelled.id, reason: 'other' })
    await staff.manager.client.request('order:advance', { requestId: randomUUID(), orderId: rejected.id, to: 'rejected' })
    for (const order of orders) {
      await told(order, 'refunded')
      expect(stripe.balance(order.payment.id)).to.equal(0)
    }
  })

  it('makes a refund while Stripe does not answer another one', async () => {
    const [slow, other] = [await place(), await place()]
    for (const order of [slow, other]) await pay(order)
    const cancel = ({ id: orderId }: Order) =>
      customer.client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'other' })
    const asked = () => stripe.requests.filter((what) => what === 'POST /v1/refunds').length
    const before = asked()
    stripe.misbehave('POST /v1/refunds', 'lost')
    await cancel(slow)
    await until(() => asked() === before + 1, 'Stripe is asked for the first refund')
    await cancel(other)
    await told(other, 'refunded')
    const [waiting] = await gateway.database.query('select attempts, error from provider_calls where payment_id = $1', [slow.payment.id])
    expect(waiting, 'the first call, not answered yet').to.deep.equal({ attempts: 1, error: null })
    stripe.hangUp()
    await told(slow, 'refunded')
    for (const order of [slow, other]) expect(stripe.balance(order.payment.id)).to.equal(0)
  })

  /** Of every amount in minor units of ISO 4217, what Stripe calls the same amount of money. */
  const amounts: [currency: string, stripes: (ours: number) => number][] = [
    ['HUF', (ours) => ours],
    ['JPY', (ours) => ours],
    ['KWD', (ours) => ours],
    ['ISK', (ours) => ours * 100],
    ['UGX', (ours) => ours * 100],
    ['MGA', (ours) => ours / 100],
  ]
  for (const [currency, stripes] of amounts)
    it(`collects and refunds ${currency} in the units that Stripe uses for it`, async () => {
      const changed = await gateway.database.query<{ price: number }>(
        `with product as (update products set price = 1000 where id = $1)
         update store set currency = $2, delivery_fee = 200 returning (select price from products where id = $1) as price`,
        [productId, currency],
      )
      const order = await place()
      await gateway.database.query("update store set currency = 'EUR', delivery_fee = $1", [190])
      await gateway.database.query('update products set price = $2 where id = $1', [productId, changed[0]?.price])
      const { total } = order
      expect(total).to.deep.equal({ amount: 1200, currency })
      expect(intentOf(order)).to.include({ amount: stripes(1200), currency: currency.toLowerCase() })
      await pay(order)
      await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
      await told(order, 'refunded')
      expect(stripe.balance(order.payment.id)).to.equal(0)
    })

  it('fails a payment whose amount Stripe cannot express, and one in a currency that it does not take', async () => {
    const statuses: string[] = []
    for (const [currency, fee] of [
      ['KWD', 195],
      ['MGA', 150],
      ['LYD', 200],
    ] as const) {
      await gateway.database.query('update store set currency = $1, delivery_fee = $2', [currency, fee])
      statuses.push((await place()).payment.status)
    }
    await gateway.database.query("update store set currency = 'EUR', delivery_fee = 190")
    expect(statuses).to.deep.equal(['failed', 'failed', 'failed'])
  })

  it('retries after a reset, a server error and a rate limit, and creates one payment', async () => {
    for (const how of ['reset', 'broken', 'busy'] as const) {
      stripe.misbehave('POST /v1/payment_intents', how)
      const order = await place()
      const isOpen = async () =>
        (await customer.client.request('order:get', { orderId: order.id })).order.payment.status === 'requires_action'
      await until(isOpen, `the payment is open in spite of: ${how}`)
      await pay(order)
    }
  })

  it('tells the customer when Stripe refuses the payment, or the key', async () => {
    for (const how of ['declined', 'revoked', 'forbidden'] as const) {
      stripe.misbehave('POST /v1/payment_intents', how)
      const order = await place()
      expect(order.payment.status).to.equal('failed')
      const retry = { requestId: randomUUID(), orderId: order.id, method: 'card' } as const
      await pay((await customer.client.request('payment:retry', retry)).order)
    }
  })

  it('places an order even if the answer and the webhooks of Stripe are lost', async () => {
    stripe.misbehave('POST /v1/payment_intents', 'lost')
    const order = await place()
    expect(order.payment, 'the customer does not wait for ever').to.include({ status: 'requires_payment_method' })
    // a node whose patience is short makes the call: it gives up and plans the next try
    await gateway.database.query("update provider_calls set attempts = 0, due_at = now() + interval '1 hour' where payment_id = $1", [
      order.payment.id,
    ])
    stripe.misbehave('POST /v1/payment_intents', 'lost')
    const providers = new Map([['stripe', await createStripe({ secretKey, publishableKey: '', webhookSecrets: [], apiBase: stripe.url })]])
    const log = { warn: () => undefined, error: () => undefined }
    await createProviderCalls({ database: gateway.database, providers, log, patienceMs: 100 }).performNew(order.payment.id)
    const [call] = await gateway.database.query('select error from provider_calls where payment_id = $1', [order.payment.id])
    expect(call).to.deep.equal({ error: 'TimeoutError' })
    // as if the lease had expired: the node that made the call counts as dead
    await gateway.database.query('update provider_calls set due_at = now() where payment_id = $1', [order.payment.id])
    await told(order, 'requires_action')
    stripe.become(intentOf(order), 'succeeded')
    await gateway.database.query("update payments set looked_up_at = now() - interval '1 hour' where id = $1", [order.payment.id])
    await placed(order)
    expect(stripe.balance(order.payment.id)).to.equal(order.total.amount)
  })

  it('cancels an abandoned payment at Stripe, and refunds one that Stripe has already charged', async () => {
    const [open, taken] = [await place(), await place()]
    for (const order of [open, taken]) {
      if (order === taken) stripe.become(intentOf(order), 'succeeded')
      await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    }
    await until(() => intentOf(open).status === 'canceled', 'Stripe has cancelled the payment')
    await told(taken, 'refunded')
    expect(stripe.balance(taken.payment.id)).to.equal(0)
  })

  it('refunds a payment that succeeds a second after the order has expired', async () => {
    const order = await place()
    stripe.misbehave(`POST /v1/payment_intents/${intentOf(order).id}/cancel`, 'broken')
    await gateway.database.query("update orders set pay_by = now() - interval '1 second' where id = $1", [order.id])
    await customer.client.pushed('order:status_changed', ({ data }) => data.order.id === order.id && data.order.status === 'expired')
    await stripe.deliver(gateway.url, stripe.become(intentOf(order), 'succeeded'))
    await told(order, 'refunded')
    expect(stripe.balance(order.payment.id)).to.equal(0)
  })

  /** As if a minute, or ten, had passed since Stripe was asked. */
  const lookUp = ({ payment: { id } }: Order) =>
    gateway.database.query("update payments set looked_up_at = now() - interval '1 hour' where id = $1 returning 1 as one", [id])

  it('refunds a wrong amount once, however often Stripe tells of it', async () => {
    const order = await place()
    const intent = intentOf(order)
    const event = stripe.become(intent, 'succeeded')
    intent.amount_received -= 1
    await stripe.deliver(gateway.url, { ...event, data: { object: { ...intent } } })
    const asked = () => stripe.requests.filter((what) => what.endsWith(intent.id)).length
    for (let n = 1; n <= 2; n += 1) {
      const before = asked()
      await lookUp(order)
      await until(() => asked() > before, 'Stripe was asked again')
    }
    await until(() => stripe.balance(order.payment.id) === 0, 'the money is back')
    expect([...stripe.refunds.values()].filter(({ payment_intent }) => payment_intent === intent.id)).to.have.length(1)
  })

  it('takes the news that a refund came back after it had succeeded', async () => {
    const order = await place()
    await pay(order)
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await told(order, 'refunded')
    const refund = [...stripe.refunds.values()].find(({ payment_intent }) => payment_intent === intentOf(order).id)
    if (refund) refund.status = 'failed'
    const event = { id: `evt_${randomUUID()}`, object: 'event', type: 'refund.failed', data: { object: refund } }
    expect((await stripe.deliver(gateway.url, event)).status).to.equal(200)
    await staff.manager.client.pushed('refund:failed', ({ orderId }) => orderId === order.id)
    const { payment } = await customer.client.request('payment:get', { orderId: order.id })
    expect(payment).to.include({ status: 'succeeded' })
    expect(payment.refunds.map(({ status }) => status)).to.deep.equal(['failed'])
    const received = ({ event: name, payload }: (typeof customer.client.heard)[number]) =>
      name === 'notification:created' && JSON.stringify(payload).includes(order.id) && JSON.stringify(payload).includes('Payment received')
    expect(customer.client.heard.filter(received), 'nobody is thanked for a failed refund').to.have.length(0)
  })

  it('refunds the money of a cancelled payment whose webhook was lost', async () => {
    const order = await place()
    // Stripe does not cancel, and takes the money later
    stripe.misbehave(`POST /v1/payment_intents/${intentOf(order).id}/cancel`, 'declined')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    const isAnswered = async () =>
      (await gateway.database.query('select from provider_calls where payment_id = $1', [order.payment.id])).length === 0
    await until(isAnswered, 'the refusal has arrived')
    stripe.become(intentOf(order), 'succeeded')
    await lookUp(order)
    await told(order, 'refunded')
    expect(stripe.balance(order.payment.id)).to.equal(0)
  })

  it('looks up a cancelled payment that Stripe has not closed, also where nothing else is under way', async () => {
    const [fresh, database] = [await startStripe(), await createTestDatabase()]
    const alone = await startTestGateway({ on: database, env: fresh.env(fresh.url) })
    const { client } = await arrive(alone)
    const { order } = await client.request('order:place', placement((await anyDish(alone)).id, { paymentMethod: 'card' }))
    const [intent] = fresh.intentOf(order.payment.id)
    if (!intent) throw new Error('no PaymentIntent')
    fresh.misbehave(`POST /v1/payment_intents/${intent.id}/cancel`, 'declined')
    await client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    const isAnswered = async () => (await database.database.query('select from provider_calls')).length === 0
    await until(isAnswered, 'the refusal has arrived')
    fresh.become(intent, 'succeeded')
    await database.database.query("update payments set looked_up_at = now() - interval '11 minutes'")
    await client.pushed('payment:status_changed', ({ data }) => data.status === 'refunded')
    client.close()
    await alone.stop()
    await database.drop()
    fresh.stop()
  })

  it('takes refunds that were made in the dashboard, once, and gives back only the rest', async () => {
    const order = await place()
    await pay(order)
    const half = Math.floor(order.total.amount / 2)
    const event = stripe.refundElsewhere(intentOf(order), half)
    for (let n = 0; n < 2; n += 1) expect((await stripe.deliver(gateway.url, { ...event, id: `evt_${randomUUID()}` })).status).to.equal(200)
    await told(order, 'partially_refunded')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await told(order, 'refunded')
    expect(stripe.balance(order.payment.id)).to.equal(0)
    const { payment } = await customer.client.request('payment:get', { orderId: order.id })
    expect(payment.refunds.map(({ amount, reason, status }) => [amount.amount, reason, status])).to.deep.equal([
      [half, 'made_elsewhere', 'succeeded'],
      [order.total.amount - half, 'order_ended', 'succeeded'],
    ])
  })

  it('makes refunds, and learns of those of the dashboard, when a key that was revoked or lacked a right is mended', async () => {
    for (const how of ['revoked', 'forbidden'] as const) {
      const [cancelled, elsewhere] = [await place(), await place()]
      for (const order of [cancelled, elsewhere]) await pay(order)
      stripe.misbehave('POST /v1/refunds', how)
      await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: cancelled.id, reason: 'other' })
      await told(cancelled, 'refunded')
      expect(stripe.balance(cancelled.payment.id)).to.equal(0)
      const failed = staff.manager.client.heard.flatMap(({ event, payload }) => (event === 'refund:failed' ? [payload] : []))
      expect(JSON.stringify(failed)).not.to.include(cancelled.id)
      stripe.misbehave('GET /v1/refunds', how)
      const event = stripe.refundElsewhere(intentOf(elsewhere), 100)
      expect((await stripe.deliver(gateway.url, event)).status).to.equal(200)
      await told(elsewhere, 'partially_refunded')
    }
  })

  it('ignores what another program has made with the same account, whatever its metadata', async () => {
    const order = await place()
    await pay(order)
    const other = { ...intentOf(order), id: 'pi_other', metadata: { payment_id: '7' } }
    const refund = { id: 're_other', object: 'refund', payment_intent: other.id, amount: 1, currency: 'eur', status: 'succeeded' }
    for (const [type, object] of [
      ['payment_intent.succeeded', other],
      ['refund.updated', { ...refund, metadata: { refund_id: '7' } }],
    ] as const) {
      const event = { id: `evt_${randomUUID()}`, object: 'event', type, data: { object } }
      expect((await stripe.deliver(gateway.url, event)).status).to.equal(200)
    }
  })

  it('tells managers of a dispute, and does not refund what the bank has taken back', async () => {
    const order = await place()
    await pay(order)
    const intent = intentOf(order)
    const events = [stripe.dispute(intent, 'dp_1', 'created', 'needs_response'), stripe.dispute(intent, 'dp_1', 'closed', 'lost')]
    for (const event of [...events, ...events]) expect((await stripe.deliver(gateway.url, event)).status).to.equal(200)
    for (const status of ['open', 'lost'])
      await staff.manager.client.pushed('payment:disputed', (data) => data.orderId === order.id && data.status === status)
    const { disputes } = await staff.manager.client.request('dispute:list', {})
    expect(disputes).to.have.length(1)
    expect(disputes[0]).to.deep.include({ orderNumber: order.number, amount: order.total, cause: 'fraudulent', status: 'lost' })
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    expect((await customer.client.request('payment:get', { orderId: order.id })).payment.refunds).to.deep.equal([])
  })

  it('refunds an order that was cancelled during a dispute once the shop has won it, and only once', async () => {
    const order = await place()
    await pay(order)
    const report = async (type: string, status: string) =>
      expect((await stripe.deliver(gateway.url, stripe.dispute(intentOf(order), 'dp_2', type, status))).status).to.equal(200)
    await report('created', 'needs_response')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    for (let n = 1; n <= 2; n += 1) await report('closed', 'won')
    const refunds = async () => (await customer.client.request('payment:get', { orderId: order.id })).payment.refunds
    expect((await refunds()).map(({ amount, reason }) => ({ amount, reason }))).to.deep.equal([
      { amount: order.total, reason: 'order_ended' },
    ])
    await told(order, 'refunded')
    expect(stripe.balance(order.payment.id)).to.equal(0)
  })

  it('does not ask for the money of a failed refund by hand when it went back in another way', async () => {
    const elsewhere = {
      dashboard: (order: Order) => stripe.refundElsewhere(intentOf(order), order.total.amount),
      dispute: (order: Order) => stripe.dispute(intentOf(order), 'dp_3', 'created', 'needs_response'),
    }
    const refunded = async () => (await staff.manager.client.request('shop:statistics', {})).refunds.amount.amount
    for (const [name, wentBack] of Object.entries(elsewhere)) {
      const before = await refunded()
      const order = await place()
      await pay(order)
      stripe.misbehave('POST /v1/refunds', 'declined')
      await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
      const { refundId } = await staff.manager.client.pushed('refund:failed', ({ orderId }) => orderId === order.id)
      expect((await stripe.deliver(gateway.url, wentBack(order))).status).to.equal(200)
      const list = async (unsettled: boolean) => {
        const { refunds } = await staff.manager.client.request('refund:list', { unsettled })
        return refunds.filter(({ id }) => id === refundId)
      }
      await until(async () => expect((await list(false))[0]).to.include({ status: 'failed', byHand: false }), `${name}: it is known`)
      expect(await list(true), name).to.deep.equal([])
      expect((await refunded()) - before, name).to.equal(name === 'dashboard' ? order.total.amount : 0)
      const settle = staff.manager.client.request('refund:settle', { requestId: randomUUID(), refundId })
      expect(await refusal(settle), name).to.include({ reason: 'refund_not_by_hand' })
    }
  })

  it('is not held up by a failure that Stripe keeps under an idempotency key', async () => {
    stripe.misbehave('POST /v1/payment_intents', 'kept')
    const order = await place()
    const isOpen = async () =>
      (await customer.client.request('order:get', { orderId: order.id })).order.payment.status === 'requires_action'
    await until(isOpen, 'the payment is open')
    await pay(order)
    stripe.misbehave('POST /v1/refunds', 'kept')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await told(order, 'refunded')
    expect(stripe.balance(order.payment.id)).to.equal(0)
  })

  it('makes a part of a refund once, although Stripe has forgotten the key of a call whose answer was lost', async () => {
    const order = await place()
    await pay(order)
    const amount = { ...order.total, amount: 100 }
    const asked = () => stripe.requests.filter((what) => what === 'POST /v1/refunds').length
    const before = asked()
    // the library repeats a request once whose connection was closed
    for (let n = 0; n < 2; n += 1) stripe.misbehave('POST /v1/refunds', 'lost')
    const request = { requestId: randomUUID(), orderId: order.id, reason: 'The soup was cold', amount }
    await staff.manager.client.request('order:refund', request)
    for (const times of [1, 2]) {
      await until(() => asked() === before + times, 'Stripe is asked')
      if (times === 2) stripe.forgetKeys()
      stripe.hangUp()
    }
    await told(order, 'partially_refunded')
    expect(stripe.balance(order.payment.id)).to.equal(order.total.amount - amount.amount)
  })

  it('lists the refunds that failed, and a manager settles one by hand, once', async () => {
    const order = await place()
    await pay(order)
    stripe.misbehave('POST /v1/refunds', 'declined')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await staff.manager.client.pushed('refund:failed', ({ orderId }) => orderId === order.id)
    const list = async () => {
      const { refunds } = await staff.manager.client.request('refund:list', { unsettled: true })
      return refunds.filter(({ orderId }) => orderId === order.id)
    }
    const [open] = await list()
    expect(open).to.deep.include({ orderNumber: order.number, amount: order.total, provider: 'stripe', status: 'failed', byHand: true })
    const settle = { requestId: randomUUID(), refundId: open?.id ?? '' }
    const { refund } = await staff.manager.client.request('refund:settle', settle)
    expect(refund).to.deep.include({ status: 'succeeded', byHand: false })
    expect((await staff.manager.client.request('refund:settle', settle)).refund).to.deep.equal(refund)
    await told(order, 'refunded')
    expect(await list()).to.deep.equal([])
    const again = staff.manager.client.request('refund:settle', { ...settle, requestId: randomUUID() })
    expect((await refusal(again)).reason).to.equal('refund_not_by_hand')
  })

  it('gives more time to pay with each new attempt, up to four times as much', async () => {
    const order = await place()
    const minutesLeft = async () => {
      const [row] = await gateway.database.query<{ left: number }>(
        'select round(extract(epoch from pay_by - now()) / 60)::int as left from orders where id = $1',
        [order.id],
      )
      return row?.left
    }
    const age = (minutes: number) =>
      gateway.database.query(
        'update orders set placed_at = placed_at - make_interval(mins => $2), pay_by = pay_by - make_interval(mins => $2) where id = $1',
        [order.id, minutes],
      )
    const retry = () => customer.client.request('payment:retry', { requestId: randomUUID(), orderId: order.id, method: 'card' })
    await age(14)
    expect(await minutesLeft()).to.equal(1)
    await retry()
    expect(await minutesLeft()).to.equal(15)
    await age(14)
    await retry()
    await age(14)
    await retry()
    await age(14)
    await retry()
    expect(await minutesLeft(), 'an hour after it was placed').to.equal(4)
  })

  it('shows a refund that keeps failing to the operator', async () => {
    const order = await place()
    await pay(order)
    stripe.misbehave('POST /v1/refunds', 'declined')
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await until(async () => {
      const ready = (await (await fetch(`${gateway.url}/readyz`)).json()) as { details: { payments: { failing: number } } }
      return ready.details.payments.failing === 1
    }, 'readiness shows the refund')
    expect(await (await fetch(`${gateway.url}/metrics`)).text()).to.contain('customerbackend_payments_unsettled{what="failing"} 1')
    await until(() => log.join().includes('refunds keep failing'), 'the log says so')
  })

  describe('whose books Stripe lists', () => {
    const differences = async () => {
      const settings = { secretKey, publishableKey: 'pk_test_gateway', webhookSecrets: [], apiBase: stripe.url }
      const findings: string[] = []
      await checkBooks(gateway.database, { providers: [await createStripe(settings)], newsTakeMs: 0 }, (finding) => findings.push(finding))
      return findings.sort()
    }

    it('agree with the ledger, page after page', async () => {
      for (let n = 0; n < 4; n += 1) await pay(await place())
      expect(await differences()).to.deep.equal([])
      expect(stripe.requests.filter((request) => request.includes('starting_after'))).not.to.deep.equal([])
    })

    it('show what only one of the two has, and what has another amount', async () => {
      const [charged, lost, refunded] = [await place(), await place(), await place()]
      for (const order of [lost, refunded]) await pay(order)
      await stripe.deliver(gateway.url, stripe.refundElsewhere(intentOf(refunded), 300))
      await told(refunded, 'partially_refunded')
      stripe.become(intentOf(charged), 'succeeded')
      const missing = intentOf(lost)
      stripe.intents.delete(missing.id)
      const refund = [...stripe.refunds.values()].at(-1)
      if (refund) refund.amount = 400
      expect(await differences()).to.deep.equal(
        [
          `stripe: payment ${intentOf(charged).id} of order ${charged.number} is ${(charged.total.amount / 100).toFixed(2)} EUR there and 0.00 EUR in the ledger`,
          `stripe: payment ${missing.id} of order ${lost.number} is in the ledger and not there`,
          `stripe: refund ${refund?.id} of order ${refunded.number} is 4.00 EUR there and 3.00 EUR in the ledger`,
        ].sort(),
      )
      stripe.intents.set(missing.id, missing)
      if (refund) refund.amount = 300
      await stripe.deliver(gateway.url, stripe.become(intentOf(charged), 'succeeded'))
    })
  })

  describe('the cards that a customer has asked to keep', () => {
    const remember = (order: Order, wanted = true) => customer.client.request('card:remember', { orderId: order.id, remember: wanted })
    const kept = () => stripe.saved.customers
    const openForm = ({ id: orderId }: Order) => customer.client.request('card:open_form', { orderId })
    /** Stripe keeps the card of the payment, as it does once the customer has confirmed it. */
    const keep = async (order: Order) => {
      await remember(order)
      stripe.saved.keep(intentOf(order).customer ?? '', '4242424242424242', 'always')
    }
    const isForgotten = () => until(() => kept().size === 0, 'Stripe has deleted the customer')

    it('are kept by a customer of Stripe, whom there is only from then on, and who is one in spite of retries', async () => {
      const order = await place()
      expect(await openForm(order)).to.deep.equal({ canRemember: true })
      expect([...kept()]).to.deep.equal([])
      stripe.misbehave('POST /v1/customers', 'broken')
      expect(await refusal(remember(order))).to.include({ reason: 'payment_service_failed', code: 'unavailable' })
      await Promise.all([remember(order), remember(order)])
      // as if the node had died before it stored the answer
      await gateway.database.query('update card_customers set reference = null')
      await remember(order)
      expect(kept().size).to.equal(1)
      expect(intentOf(order)).to.include({ setup_future_usage: 'on_session', customer: [...kept().keys()][0] })
      const [[, { metadata }] = [undefined, { metadata: {} }]] = kept()
      expect(Object.keys(metadata), 'no name, no address').to.deep.equal(['customer_id'])
      await remember(order, false)
      expect(intentOf(order).setup_future_usage).to.equal(null)
      await keep(order)
      await pay(order)
      expect(await refusal(remember(order))).to.include({ reason: 'payment_not_awaited' })
      const next = await place()
      const { customerSession = '' } = await openForm(next)
      expect(stripe.saved.shown(customerSession)).to.have.length(1)
      expect(intentOf(next).customer).to.equal(intentOf(order).customer)
      stripe.misbehave('POST /v1/customer_sessions', 'broken')
      expect(await openForm(next), 'a card can be entered without them').to.deep.equal({ canRemember: true })
      const { cards } = await customer.client.request('card:list', {})
      expect(cards).to.deep.equal([{ brand: 'visa', last4: '4242', expires: { month: 12, year: 2040 } }])
    })

    it('belong to one account', async () => {
      const stranger = await arrive(gateway)
      const order = await place()
      expect(await refusal(stranger.client.request('card:open_form', { orderId: order.id }))).to.include({ reason: 'order_not_found' })
      const theirs = stranger.client.request('card:remember', { orderId: order.id, remember: true })
      expect(await refusal(theirs)).to.include({ reason: 'order_not_found' })
      expect((await stranger.client.request('card:list', {})).cards).to.deep.equal([])
      stranger.client.close()
    })

    it('are deleted at Stripe when the customer forgets them, however often Stripe fails', async () => {
      await keep(await place())
      stripe.misbehave('DELETE /v1/customers', 'broken')
      stripe.misbehave('DELETE /v1/customers', 'reset')
      await customer.client.request('card:forget', { requestId: randomUUID() })
      expect((await customer.client.request('card:list', {})).cards).to.deep.equal([])
      await isForgotten()
      const order = await place()
      await keep(order)
      expect(kept().size, 'another customer of Stripe').to.equal(1)
      // as if the answer to an earlier call had been lost
      kept().clear()
      await customer.client.request('card:forget', { requestId: randomUUID() })
      const rows = () => gateway.database.query('select 1 as one from card_customers')
      await until(async () => (await rows()).length === 0, 'nothing is left to do')
    })

    it('are deleted at Stripe with the account', async () => {
      const leaving = await arrive(gateway)
      const { order } = await leaving.client.request('order:place', placement(productId, { paymentMethod: 'card' }))
      const before = new Set(kept().keys())
      await leaving.client.request('card:remember', { orderId: order.id, remember: true })
      await leaving.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
      const records = await leaving.client.request('account:export', {})
      expect(records.records.some(({ kind }) => kind === 'card_customer')).to.equal(true)
      await gateway.database.query('select to_json(forget_account($1))', [leaving.id])
      await until(() => [...kept().keys()].every((name) => before.has(name)), 'Stripe has deleted the customer')
      leaving.client.close()
    })
  })

  it('accepts no QR payments without a configured bank account', async () => {
    const attempt = customer.client.request('order:place', placement(productId, { paymentMethod: 'qr' }))
    const failure = await refusal(attempt)
    expect(failure).to.include({ code: 'failed_precondition', reason: 'payment_method_not_available' })
    expect(failure.details).to.deep.equal({ fields: ['paymentMethod'], available: ['cash', 'pos', 'card'] })
    expect((await fetch(`${gateway.url}/sandbox/pay/x`)).status, 'no sandbox here').to.equal(404)
  })

  it('writes no client secret into its log', () => {
    expect(stripe.intents.size).to.be.greaterThan(0)
    expect(log).not.to.have.length(0)
    for (const { client_secret } of stripe.intents.values()) expect(log.join()).not.to.contain(client_secret)
  })
})
