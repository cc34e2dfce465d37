import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order, PaymentMethod } from '../../src/contract/index.ts'
import { paymentTransitions } from '../../src/contract/payment-life.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { confirm, referenceOf } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('paying for an order', () => {
  let gateway: TestGateway
  let staff: Staff
  let productId: string
  let customer: Customer

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())
  beforeEach(async () => {
    customer = await arrive(gateway)
  })
  afterEach(async () => {
    customer.client.close()
    await expectBooks(gateway.database)
  })

  const place = async (paymentMethod: PaymentMethod): Promise<Order> =>
    (await customer.client.request('order:place', placement(productId, { paymentMethod }))).order
  const placed = ({ id }: Order) =>
    customer.client.pushed('order:status_changed', ({ data }) => data.order.id === id && data.order.status === 'placed')
  const paymentTold = ({ id }: Order, status: string) =>
    customer.client.pushed('payment:status_changed', ({ data }) => data.orderId === id && data.status === status)
  const get = async ({ id }: Order) => (await customer.client.request('order:get', { orderId: id })).order
  const held = async () => (await gateway.database.query<{ sum: string }>('select sum(reserved)::text as sum from stock'))[0]?.sum

  /** As if the bank had charged the customer before it learned that the payment was cancelled. */
  const bankOverlooksTheEnd = ({ payment: { id } }: Order) =>
    until(async () => {
      const sql =
        "update sandbox.payments set status = 'requires_action' where payment_id = $1 and status = 'canceled' returning 1 as reopened"
      return (await gateway.database.query(sql, [id])).length > 0
    }, 'the bank has heard')

  for (const method of ['qr', 'card'] as const) {
    it(`takes a ${method} order from the menu to the door`, async () => {
      const order = await place(method)
      expect(order).to.include({ status: 'awaiting_payment' })
      expect(order.payment.status).to.equal('requires_action')
      expect(order.payment.nextAction?.type).to.equal(method === 'qr' ? 'display_qr' : 'redirect_to_url')
      expect((await refusal(advance(staff.warehouse, order.id, 'confirmed'))).reason).to.equal('invalid_transition')

      expect((await confirm(gateway, order, 'succeeded')).status).to.equal(200)
      await placed(order)
      const paid = await get(order)
      expect(paid.payment).to.include({ status: 'succeeded' }).and.not.to.have.property('nextAction')
      expect(paid.cancellation).to.deep.equal({ allowed: true, refund: order.total })
      await advance(staff.warehouse, order.id, 'confirmed')
      await advance(staff.kitchen, order.id, 'in_preparation')
      await advance(staff.kitchen, order.id, 'ready_for_pickup')
      await advance(staff.courier, order.id, 'in_transit')
      expect((await advance(staff.courier, order.id, 'delivered')).status).to.equal('delivered')

      const seqs = customer.client.heard
        .filter(({ event }) => event !== 'session:ready')
        .map(({ payload }) => (payload as { seq: number }).seq)
      expect(seqs).to.deep.equal(seqs.map((_, n) => n + 1))
    })
  }

  for (const method of ['cash', 'pos'] as const) {
    it(`takes a ${method} order from the menu to the door`, async () => {
      const order = await place(method)
      expect(order).to.include({ status: 'placed' })
      expect(order.payment.status).to.equal('requires_capture')
      await bring(staff, order, 'delivered')
      expect((await get(order)).payment.status).to.equal('succeeded')
      const { payment } = await customer.client.request('payment:get', { orderId: order.id })
      expect(payment).to.deep.include({ provider: 'door', orderId: order.id, method, refunds: [] })
    })
  }

  it('answers a repeated requestId with the same next action', async () => {
    const request = placement(productId, { paymentMethod: 'card' })
    const answers = await Promise.all(Array.from({ length: 10 }, () => customer.client.request('order:place', request)))
    for (const answer of answers) expect(answer).to.deep.equal(answers[0])
    expect(answers[0]?.order.payment.nextAction?.type).to.equal('redirect_to_url')
    const made = await gateway.database.query('select from sandbox.payments where payment_id = $1', [answers[0]?.order.payment.id])
    expect(made).to.have.length(1)
  })

  it('shows an amount at the sandbox bank with the digits of its currency', async () => {
    const reference = referenceOf(await place('qr'))
    const shown = async (currency: string) => {
      await gateway.database.query('update sandbox.payments set amount = 12345, currency = $2 where reference = $1', [reference, currency])
      const html = await (await fetch(`${gateway.url}/sandbox/pay/${reference}`)).text()
      return /<strong>([^<]*)/.exec(html)?.[1]?.replace('\u00a0', ' ')
    }
    expect([await shown('HUF'), await shown('JPY'), await shown('KWD')]).to.deep.equal(['HUF 123.45', '¥12,345', 'KWD 12.345'])
  })

  it('serves a page of the sandbox bank with buttons that pay', async () => {
    const order = await place('qr')
    const action = order.payment.nextAction
    const page = await fetch(action?.type === 'display_qr' ? action.payload : '')
    const html = await page.text()
    expect(html)
      .to.contain(`Order ${order.number}`)
      .and.to.contain(`€${(order.total.amount / 100).toFixed(2)}`)
    expect(page.headers.get('content-security-policy')).to.contain("default-src 'none'")
    const form = { method: 'POST', body: new URLSearchParams({ outcome: 'succeeded' }), redirect: 'manual' } as const
    const paid = await fetch(`${gateway.url}/sandbox/payments/${referenceOf(order)}/confirm`, form)
    expect(paid.status).to.equal(303)
    await placed(order)
    expect(await (await fetch(`${gateway.url}${paid.headers.get('location')}`)).text())
      .to.contain('Paid.')
      .and.not.to.contain('<form')
    expect((await fetch(`${gateway.url}/sandbox/pay/nothing`)).status).to.equal(404)
    expect(
      (await fetch(`${gateway.url}/sandbox/payments/${referenceOf(order)}/confirm`, { method: 'POST', body: '{"outcome":"stolen"}' }))
        .status,
    ).to.equal(400)
  })

  it('announces a failed payment, which may then succeed', async () => {
    const order = await place('card')
    await confirm(gateway, order, 'failed')
    const { data } = await paymentTold(order, 'failed')
    expect(data.nextAction).to.deep.equal(order.payment.nextAction)
    expect(await get(order)).to.include({ status: 'awaiting_payment' })
    await confirm(gateway, order, 'succeeded')
    await placed(order)
  })

  it('lets the customer try another method, and cancels the earlier attempt', async () => {
    const order = await place('card')
    const retry = { requestId: randomUUID(), orderId: order.id, method: 'qr' } as const
    const { order: again } = await customer.client.request('payment:retry', retry)
    expect(again.payment.id).not.to.equal(order.payment.id)
    expect(again.payment.nextAction?.type).to.equal('display_qr')
    expect(await customer.client.request('payment:retry', retry)).to.deep.equal({ order: again })
    const { payment: first } = await customer.client.request('payment:get', { paymentId: order.payment.id })
    expect(first.status).to.equal('canceled')

    const { order: cash } = await customer.client.request('payment:retry', { ...retry, requestId: randomUUID(), method: 'cash' })
    expect(cash.status).to.equal('placed')
    expect(cash.payment).to.include({ method: 'cash', status: 'requires_capture' })
    const late = { ...retry, requestId: randomUUID() }
    expect(await refusal(customer.client.request('payment:retry', late))).to.include({
      code: 'failed_precondition',
      reason: 'payment_not_awaited',
    })
    const stranger = await arrive(gateway)
    expect((await refusal(stranger.client.request('payment:retry', late))).reason).to.equal('order_not_found')
    expect((await refusal(stranger.client.request('payment:get', { paymentId: cash.payment.id }))).reason).to.equal('payment_not_found')
    expect((await refusal(stranger.client.request('payment:get', { orderId: cash.id }))).reason).to.equal('order_not_found')
    stranger.client.close()
  })

  it('refunds a cancelled order, and a rejected one', async () => {
    const [cancelled, rejected] = [await place('card'), await place('qr')]
    for (const order of [cancelled, rejected]) {
      await confirm(gateway, order, 'succeeded')
      await placed(order)
    }
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: cancelled.id, reason: 'too_slow' })
    await advance(staff.manager, rejected.id, 'rejected')
    for (const order of [cancelled, rejected]) {
      await paymentTold(order, 'refunded')
      const { payment } = await customer.client.request('payment:get', { orderId: order.id })
      expect(payment.refunds.map(({ amount, reason, status }) => ({ amount, reason, status }))).to.deep.equal([
        { amount: order.total, reason: 'order_ended', status: 'succeeded' },
      ])
    }
  })

  it('expires an order that is not paid, frees its stock, and refunds money that arrives later', async () => {
    const before = await held()
    const order = await place('qr')
    expect(await held()).not.to.equal(before)
    await gateway.database.query("update orders set pay_by = now() - interval '1 second' where id = $1", [order.id])
    await customer.client.pushed('order:status_changed', ({ data }) => data.order.id === order.id && data.order.status === 'expired')
    expect(await held()).to.equal(before)
    expect((await get(order)).payment.status).to.equal('canceled')
    await bankOverlooksTheEnd(order)
    await confirm(gateway, order, 'succeeded')
    await paymentTold(order, 'refunded')
    expect(await get(order)).to.include({ status: 'expired' })
  })

  it('places the order when money arrives for an earlier attempt, and refunds money that arrives twice', async () => {
    const order = await place('card')
    const { order: again } = await customer.client.request('payment:retry', { requestId: randomUUID(), orderId: order.id, method: 'card' })
    await bankOverlooksTheEnd(order)
    await confirm(gateway, order, 'succeeded')
    await placed(order)
    expect((await get(order)).payment).to.include({ id: order.payment.id, status: 'succeeded' })
    await bankOverlooksTheEnd(again)
    await confirm(gateway, again, 'succeeded')
    await customer.client.pushed('payment:status_changed', ({ data }) => data.paymentId === again.payment.id && data.status === 'refunded')
    expect((await get(order)).payment.status).to.equal('succeeded')
  })

  it('changes the status of payments only as the table of steps allows, in the code and in the database', async () => {
    const rows = await gateway.database.query<{ from: string; to: string; cause: string }>(
      'select from_status as "from", to_status as "to", cause from payment_transitions',
    )
    const inCode = Object.entries(paymentTransitions).flatMap(([from, targets]) =>
      Object.entries(targets).flatMap(([to, causes]) => causes.map((cause) => ({ from, to, cause }))),
    )
    const key = ({ from, to, cause }: { from: string; to: string; cause: string }) => `${from} ${to} ${cause}`
    expect(rows.map(key).sort()).to.deep.equal(inCode.map(key).sort())
  })
})
