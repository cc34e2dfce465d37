import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { z } from 'zod'
import type { Money, Order, orderRefund } from '../../src/contract/index.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, connectStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { confirm } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

type Asked = Omit<z.input<typeof orderRefund.input>, 'requestId' | 'orderId' | 'reason'>
type Customer = Awaited<ReturnType<typeof arrive>>

describe('refunds by managers', () => {
  let gateway: TestGateway
  let other: TestGateway
  let staff: Staff
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    other = await startTestGateway({ on: { url: gateway.databaseUrl } })
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
  })
  afterEach(() => expectBooks(gateway.database))
  after(async () => {
    await other.stop()
    await gateway.stop()
  })

  const euros = (amount: number): Money => ({ amount, currency: 'EUR' })

  const place = async ({ client }: Customer, more = {}) =>
    (await client.request('order:place', placement(productId, { items: [{ productId, quantity: 3 }], ...more }))).order

  const get = async ({ client }: Customer, { id }: Pick<Order, 'id'>) => (await client.request('order:get', { orderId: id })).order

  /** An order that is paid at the sandbox bank. */
  const placePaid = async (customer: Customer) => {
    const order = await place(customer, { paymentMethod: 'card' })
    await confirm(gateway, order, 'succeeded')
    // the other node may take the webhook, and without Redis this one does not hear of it
    await until(async () => expect((await get(customer, order)).status).to.equal('placed'), 'the order is paid')
    return order
  }

  const refund = (order: Pick<Order, 'id'>, asked: Asked, { manager } = staff) =>
    manager.client.request('order:refund', { requestId: randomUUID(), orderId: order.id, reason: 'It was cold', ...asked })

  const settled = (customer: Customer, order: Order) =>
    until(async () => {
      const { adjustments } = await get(customer, order)
      return expect(adjustments.flatMap((each) => each.refund?.status ?? []).join()).not.to.contain('pending')
    }, 'the refunds reached the customer')

  const refundsOf = async (order: Order) =>
    gateway.database.query<{ amount: number; reason: string; status: string }>(
      'select r.amount, r.reason, r.status from refunds r join payments p on p.id = r.payment_id where p.order_id = $1 order by r.created_at',
      [order.id],
    )

  it('give portions, the delivery, an amount and the rest of a paid order back, and no more', async () => {
    const customer = await arrive(gateway)
    const order = await placePaid(customer)
    const price = order.items[0]?.unitPrice.amount ?? 0
    expect(order.netTotal).to.deep.equal(order.total)

    await refund(order, { lines: [{ line: 0, quantity: 1 }] })
    const told = await customer.client.pushed('order:adjusted', ({ data }) => data.orderId === order.id)
    expect(told.data.adjustment).to.deep.include({ number: 1, kind: 'refund', amount: euros(price), reason: 'It was cold' })
    const { data } = await customer.client.pushed('notification:created', ({ data }) => data.notification.body.includes('It was cold'))
    expect(data.notification).to.include({ kind: 'payment', orderId: order.id })
    await settled(customer, order)
    const once = await get(customer, order)
    expect(once).to.deep.include({
      total: order.total,
      netTotal: euros(order.total.amount - price),
      paid: euros(order.total.amount - price),
    })
    expect(once.payment.status).to.equal('partially_refunded')

    expect(await refusal(refund(order, { lines: [{ line: 0, quantity: 3 }] }))).to.include({ reason: 'line_quantity_too_large' })
    expect(await refusal(refund(order, { lines: [{ line: 1, quantity: 1 }] }))).to.include({ reason: 'line_not_found' })
    expect(await refusal(refund(order, { amount: { amount: 1, currency: 'CZK' } }))).to.deep.include({
      reason: 'currency_mismatch',
      details: { currency: 'EUR' },
    })
    const tooMuch = await refusal(refund(order, { amount: euros(order.total.amount - price + 1) }))
    expect(tooMuch).to.deep.include({ reason: 'refund_too_large', details: { refundable: once.paid } })

    await refund(order, { delivery: true })
    const left = euros(order.total.amount - price - order.deliveryFee.amount)
    const again = await refusal(refund(order, { delivery: true }))
    expect(again, 'something was paid, and not all of it went back').to.deep.include({
      reason: 'already_refunded',
      details: { refundable: left },
    })
    await refund(order, { amount: euros(7) })
    await refund(order, { all: true })
    await settled(customer, order)
    const end = await get(customer, order)
    expect(end.adjustments.map(({ amount }) => amount.amount)).to.deep.equal([price, order.deliveryFee.amount, 7, 2 * price - 7])
    expect(end).to.deep.include({ netTotal: euros(0), paid: euros(0) })
    expect(end.payment.status).to.equal('refunded')
    expect(await refusal(refund(order, { all: true }))).to.include({ reason: 'nothing_to_refund' })
    expect((await refundsOf(order)).map(({ reason }) => reason)).to.deep.equal(Array(4).fill('refunded_by_shop'))
    customer.client.close()
  })

  it('happen once for a requestId', async () => {
    const customer = await arrive(gateway)
    const order = await placePaid(customer)
    const request = { requestId: randomUUID(), orderId: order.id, amount: euros(100), reason: 'Sorry' }
    await Promise.all([1, 2].map(() => staff.manager.client.request('order:refund', request)))
    expect((await get(customer, order)).adjustments).to.have.length(1)
    customer.client.close()
  })

  it('lower what is collected at the door, and an order that costs nothing any more is delivered without it', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    await bring(staff, order, 'in_transit')
    await refund(order, { amount: euros(50) })
    expect(await get(customer, order)).to.deep.include({ netTotal: euros(order.total.amount - 50), paid: euros(0) })
    const collect = (amount: Money) =>
      staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount })
    expect(await refusal(collect(order.total))).to.include({ reason: 'amount_mismatch' })
    await collect(euros(order.total.amount - 50))
    await advance(staff.courier, order.id, 'delivered')

    const free = await place(customer)
    await bring(staff, free, 'in_transit')
    await refund(free, { all: true })
    expect((await get(customer, free)).payment).to.deep.include({ status: 'canceled', amount: euros(0) })
    expect((await advance(staff.courier, free.id, 'delivered')).status).to.equal('delivered')
    customer.client.close()
  })

  it('of what the courier has collected are made by hand', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    await bring(staff, order, 'delivered')
    await refund(order, { lines: [{ line: 0, quantity: 3 }] })
    const { refunds } = await staff.manager.client.request('refund:list', { unsettled: true })
    const [mine] = refunds.filter(({ orderId }) => orderId === order.id)
    expect(mine).to.deep.include({ byHand: true, status: 'pending', amount: order.subtotal })
    await staff.manager.client.request('refund:settle', { requestId: randomUUID(), refundId: mine?.id ?? '' })
    const end = await get(customer, order)
    expect(end.adjustments[0]?.refund?.status).to.equal('succeeded')
    expect(end.payment.status).to.equal('partially_refunded')
    customer.client.close()
  })

  it('come by themselves when a paid order is returned, unless the manager keeps the payment', async () => {
    const customer = await arrive(gateway)
    const paid = async () => {
      const order = await placePaid(customer)
      await bring(staff, order, 'in_transit')
      return order
    }
    const order = await paid()
    await refund(order, { amount: euros(100) })
    await advance(staff.courier, order.id, 'returned')
    await settled(customer, order)
    const end = await get(customer, order)
    expect(end).to.deep.include({ status: 'returned', netTotal: euros(0), paid: euros(0) })
    expect((await refundsOf(order)).map(({ reason }) => reason)).to.deep.equal(['refunded_by_shop', 'order_ended'])
    expect(await refusal(staff.courier.client.request('order:undo', { requestId: randomUUID(), orderId: order.id }))).to.include({
      reason: 'invalid_transition',
    })

    const kept = await paid()
    const keep = { requestId: randomUUID(), orderId: kept.id, to: 'returned', keepPayment: true } as const
    expect(await refusal(staff.courier.client.request('order:advance', keep))).to.include({ reason: 'role_required' })
    await staff.manager.client.request('order:advance', keep)
    expect(await get(customer, kept)).to.deep.include({ status: 'returned', adjustments: [], paid: kept.total })
    await refund(kept, { all: true })
    expect((await get(customer, kept)).paid).to.deep.equal(euros(0))
    customer.client.close()
  })

  it('never exceed what is there: two managers on two nodes, a cancelling customer, a collecting courier', async () => {
    const manager = { client: await connectStaff(other, (await makePerson(gateway.database, 'manager')).token) }
    const twice = (order: Order, asked: Asked) =>
      Promise.allSettled(
        [staff.manager, manager].map(({ client }) =>
          client.request('order:refund', { requestId: randomUUID(), orderId: order.id, reason: 'Sorry', ...asked }),
        ),
      )
    const customer = await arrive(gateway)

    const line = await placePaid(customer)
    const outcomes = await twice(line, { lines: [{ line: 0, quantity: 2 }] })
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])

    const cancelled = await placePaid(customer)
    await Promise.allSettled([
      twice(cancelled, { amount: euros(300) }),
      customer.client.request('order:cancel', { requestId: randomUUID(), orderId: cancelled.id, reason: 'too_slow' }),
    ])
    const sum = (await refundsOf(cancelled)).reduce((total, { amount }) => total + amount, 0)
    expect(sum).to.equal(cancelled.total.amount)

    const collected = await place(customer)
    await bring(staff, collected, 'in_transit')
    await Promise.allSettled([
      staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: collected.id, amount: collected.total }),
      twice(collected, { amount: euros(100) }),
    ])
    const { payment, netTotal, paid } = await get(customer, collected)
    expect(netTotal).to.deep.equal(euros(collected.total.amount - 200))
    if (payment.status === 'requires_capture') expect(payment.amount).to.deep.equal(netTotal)
    else expect(paid).to.deep.equal(netTotal)
    customer.client.close()
    manager.client.close()
  })
})
