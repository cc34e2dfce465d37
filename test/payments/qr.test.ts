import { randomUUID } from 'node:crypto'
import { Resvg } from '@resvg/resvg-js'
import { expect } from 'chai'
import jsQR from 'jsqr'
import type { Order } from '../../src/contract/index.ts'
import { prunePaymentEvents } from '../../src/payments/expire.ts'
import { creditorReference, epcPayload } from '../../src/payments/providers/epc.ts'
import { signature } from '../../src/payments/providers/signed-webhook.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const secret = 'the-secret-of-the-bank'
const payee = { PAYEE_NAME: 'Bistro pri Dunaji', PAYEE_IBAN: 'SK31 1200 0000 1987 4263 7541', PAYEE_BIC: 'SUBASKBX' }

/** The text that a phone reads from the picture. */
const read = (svg: string) => {
  const picture = new Resvg(svg, { fitTo: { mode: 'width', value: 600 } }).render()
  return jsQR.default(new Uint8ClampedArray(picture.pixels), picture.width, picture.height)
}

describe('payments by SEPA QR code', () => {
  let gateway: TestGateway
  let customer: Awaited<ReturnType<typeof arrive>>
  let productId: string

  before(async () => {
    gateway = await startTestGateway({ env: { ...payee, BANK_WEBHOOK_SECRET: secret } })
    productId = (await anyDish(gateway)).id
    customer = await arrive(gateway)
  })
  afterEach(() => expectBooks(gateway.database))
  after(() => gateway.stop())

  const place = async () => (await customer.client.request('order:place', placement(productId, { paymentMethod: 'qr' }))).order
  const codeOf = ({ payment: { nextAction } }: Order) => {
    if (nextAction?.type !== 'display_qr') throw new Error('no QR code')
    return nextAction
  }
  const creditorReferenceOf = (order: Order) => codeOf(order).payload.split('\n').at(-1)
  const tell = (type: string, data: object, id: string = randomUUID()) => {
    const body = JSON.stringify({ id, type, data })
    return fetch(`${gateway.url}/webhooks/payments/bank`, {
      method: 'POST',
      body,
      headers: { 'payment-signature': signature(secret, body) },
    })
  }
  const refunds = async ({ id }: Order) => (await customer.client.request('payment:get', { orderId: id })).payment.refunds

  it('keep the manager from a currency that the bank does not collect', async () => {
    const { client: manager } = await connectNewStaff(gateway, 'manager')
    const { entries } = await manager.request('shop:export', { section: 'shop' })
    const [read] = entries
    const save = (fields: object) =>
      manager.request('shop:save', { requestId: randomUUID(), entry: { ...read?.entry, ...fields }, etag: read?.etag })
    const failure = await refusal(save({ currency: 'CZK' }))
    expect(failure).to.include({ code: 'invalid_argument' })
    expect(failure.details).to.have.deep.property('fields', ['entry.currency'])
    expect((await save({ currency: 'EUR' })).entry).to.include({ currency: 'EUR' })
  })

  it('show a code with every line in the place that EPC069-12 requires', async () => {
    const order = await place()
    const code = read(codeOf(order).svg)
    expect(code?.version).to.be.at.most(13)
    expect(code?.data.split('\n')).to.deep.equal([
      'BCD',
      '002',
      '1',
      'SCT',
      'SUBASKBX',
      'Bistro pri Dunaji',
      'SK3112000000198742637541',
      `EUR${(order.total.amount / 100).toFixed(2)}`,
      '',
      creditorReference(`${order.number}N0`),
    ])
  })

  it('have a creditor reference with correct check digits (ISO 11649)', () => {
    expect(creditorReference('539007547034')).to.equal('RF18539007547034')
  })

  it('contain at most 331 bytes, with an amount in euros', () => {
    const to = { name: 'ž'.repeat(200), iban: 'SK3112000000198742637541' }
    expect(() => epcPayload(to, { amount: 1, currency: 'EUR' }, 'RF18539007547034')).to.throw('331 bytes')
    expect(() => epcPayload({ ...to, name: 'a' }, { amount: 1, currency: 'CZK' }, 'RF18539007547034')).to.throw('euros')
    expect(epcPayload({ ...to, name: 'a' }, { amount: 100005, currency: 'EUR' }, 'RF18539007547034')).to.contain('EUR1000.05\n')
  })

  it('are confirmed by the bank with the creditor reference', async () => {
    const order = await place()
    expect((await tell('payment.succeeded', { reference: creditorReferenceOf(order), amount: order.total })).status).to.equal(200)
    await customer.client.pushed('order:status_changed', ({ data }) => data.order.id === order.id && data.order.status === 'placed')
  })

  it('of a wrong amount pay nothing and are refunded, and so is money that arrives twice', async () => {
    const order = await place()
    const reference = creditorReferenceOf(order)
    const short = { ...order.total, amount: order.total.amount - 1 }
    await tell('payment.succeeded', { reference, amount: short })
    expect((await customer.client.request('order:get', { orderId: order.id })).order).to.include({ status: 'awaiting_payment' })
    await tell('payment.succeeded', { reference, amount: order.total })
    await tell('payment.succeeded', { reference, amount: order.total })
    expect((await customer.client.request('order:get', { orderId: order.id })).order).to.include({ status: 'placed' })
    expect((await refunds(order)).map(({ amount, reason, status }) => [amount.amount, reason, status])).to.deep.equal([
      [short.amount, 'not_owed', 'pending'],
      [order.total.amount, 'not_owed', 'pending'],
    ])
  })

  it('are found by a reference as people type it: in groups of four, in lower case', async () => {
    for (const typed of [(text: string) => text.replace(/(.{4})/g, '$1 '), (text: string) => ` ${text.toLowerCase()}\t`]) {
      const order = await place()
      await tell('payment.succeeded', { reference: typed(creditorReferenceOf(order) ?? ''), amount: { ...order.total, currency: 'eur' } })
      expect((await customer.client.request('order:get', { orderId: order.id })).order.status).to.equal('placed')
      expect(await refunds(order)).to.deep.equal([])
    }
  })

  it('with a reference that is none of ours are kept, until the same event comes with the right one', async () => {
    const order = await place()
    const id = randomUUID()
    const unmatched = () => gateway.database.query('select reference, amount, currency from unmatched_transfers where event_id = $1', [id])
    for (let n = 0; n < 2; n += 1)
      expect((await tell('payment.succeeded', { reference: 'RF00OTHER', amount: order.total }, id)).status).to.equal(200)
    expect(await unmatched()).to.deep.equal([{ reference: 'RF00OTHER', ...order.total }])
    const manager = await connectNewStaff(gateway, 'manager')
    const { transfers } = await manager.client.request('payment:unmatched', {})
    expect(transfers.find(({ eventId }) => eventId === id)).to.deep.include({
      reference: 'RF00OTHER',
      amount: order.total,
      provider: 'bank',
    })
    manager.client.close()
    await tell('payment.succeeded', { reference: creditorReferenceOf(order), amount: order.total }, id)
    expect((await customer.client.request('order:get', { orderId: order.id })).order.status).to.equal('placed')
    expect(await unmatched()).to.deep.equal([])
  })

  it('of nothing, or of less, are refused', async () => {
    const order = await place()
    for (const amount of [0, -1]) {
      const { status } = await tell('payment.succeeded', { reference: creditorReferenceOf(order), amount: { ...order.total, amount } })
      expect(status).to.equal(400)
    }
  })

  it('are not counted twice when the bank repeats an event', async () => {
    const order = await place()
    const data = { reference: creditorReferenceOf(order), amount: order.total }
    const body = JSON.stringify({ id: randomUUID(), type: 'payment.succeeded', data })
    const headers = { 'payment-signature': signature(secret, body) }
    for (let times = 0; times < 3; times += 1)
      expect((await fetch(`${gateway.url}/webhooks/payments/bank`, { method: 'POST', body, headers })).status).to.equal(200)
    expect(await refunds(order)).to.deep.equal([])
    // a shop imports an old statement of its bank
    await gateway.database.query("update payment_events set at = now() - interval '1 year'")
    await prunePaymentEvents(gateway.database)
    expect((await fetch(`${gateway.url}/webhooks/payments/bank`, { method: 'POST', body, headers })).status).to.equal(200)
    expect(await refunds(order)).to.deep.equal([])
  })

  it('say where to send the money back, each to the account that it came from', async () => {
    const order = await place()
    const reference = creditorReferenceOf(order)
    const iban = 'SK8975000000000012345671'
    const paid = { reference, amount: order.total }
    await tell('payment.succeeded', { ...paid, payer: { name: 'Jana Nováková', iban: 'sk89 7500 0000 0000 1234 5671' } })
    await tell('payment.succeeded', { ...paid, payer: { name: 'Her employer', iban: 'DE89 3704 0044 0532 0130 00' } })
    // nobody knows the account where the bank tells none, or none that exists
    await tell('payment.succeeded', { ...paid, payer: { iban: 'DE00 0000' } })
    await tell('payment.succeeded', paid)
    await tell('payment.succeeded', { ...paid, reference: 'RF00LOST', payer: { name: '\u0007', iban } })
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    const manager = await connectNewStaff(gateway, 'manager')
    const { refunds: listed } = await manager.client.request('refund:list', { unsettled: true })
    const mine = listed.filter(({ orderId }) => orderId === order.id).map(({ reason, payer }) => [reason, payer])
    expect(mine).to.have.deep.members([
      ['order_ended', { name: 'Jana Nováková', iban }],
      ['not_owed', { name: 'Her employer', iban: 'DE89370400440532013000' }],
      ['not_owed', undefined],
      ['not_owed', undefined],
    ])
    const { transfers } = await manager.client.request('payment:unmatched', {})
    expect(transfers.find((transfer) => transfer.reference === 'RF00LOST')?.payer).to.deep.equal({ iban })
    manager.client.close()
  })

  it('say it no longer when the money has been sent to a person who has left, however late', async () => {
    const left = await arrive(gateway)
    const { order } = await left.client.request('order:place', placement(productId, { paymentMethod: 'qr' }))
    const payer = { name: 'Jana Nováková', iban: 'SK8975000000000012345671' }
    await tell('payment.succeeded', { reference: creditorReferenceOf(order), amount: order.total, payer })
    await left.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await gateway.database.query('select forget_account($1)', [left.id])
    await gateway.database.query("update accounts set deleted_at = now() - interval '31 days' where id = $1", [left.id])
    const payers = () =>
      gateway.database.query('select y.name from payers y join payments p on p.id = y.payment_id where p.order_id = $1', [order.id])
    expect(await payers()).to.deep.equal([{ name: 'Jana Nováková' }])
    const manager = await connectNewStaff(gateway, 'manager')
    const { refunds: listed } = await manager.client.request('refund:list', { unsettled: true })
    const refundId = listed.find(({ orderId }) => orderId === order.id)?.id ?? ''
    await manager.client.request('refund:settle', { requestId: randomUUID(), refundId })
    expect(await payers()).to.deep.equal([])
    for (const { client } of [left, manager]) client.close()
  })

  it('are refunded manually, and the bank confirms the refund', async () => {
    const order = await place()
    await tell('payment.succeeded', { reference: creditorReferenceOf(order), amount: order.total })
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    const [refund] = await refunds(order)
    expect(refund?.status).to.equal('pending')
    await tell('refund.succeeded', { refundId: refund?.id })
    await customer.client.pushed('payment:status_changed', ({ data }) => data.orderId === order.id && data.status === 'refunded')
    await until(async () => (await refunds(order))[0]?.status === 'succeeded', 'the refund has succeeded')
  })

  it('whose refund fails stay failed, and managers and the customer hear of it', async () => {
    const order = await place()
    const manager = await connectNewStaff(gateway, 'manager')
    await tell('payment.succeeded', { reference: creditorReferenceOf(order), amount: order.total })
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    const [refund] = await refunds(order)
    await tell('refund.failed', { refundId: refund?.id })
    await manager.client.pushed('refund:failed', ({ orderId, amount }) => orderId === order.id && amount.amount === order.total.amount)
    await customer.client.pushed('notification:created', ({ data }) => data.notification.title === 'We could not return your money yet')
    expect(
      await gateway.database.query('select from provider_calls where refund_id = $1', [refund?.id]),
      'nobody asks again',
    ).to.have.length(0)
    await tell('refund.succeeded', { refundId: refund?.id })
    expect((await refunds(order))[0]?.status).to.equal('failed')
    manager.client.close()
  })
})
