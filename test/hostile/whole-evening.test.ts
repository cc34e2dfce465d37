import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Money, Order, PaymentMethod } from '../../src/contract/index.ts'
import { createStripe } from '../../src/payments/providers/stripe.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, placement, type Staff, staffOf } from '../support/orders.ts'
import { type FakeStripe, secretKey, startStripe } from '../support/stripe.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>
type Courier = Awaited<ReturnType<typeof connectNewStaff>>

interface Guest {
  customer: Customer
  order: Order
}

const count = 60
const methods: readonly PaymentMethod[] = ['cash', 'card', 'pos', 'card']

describe('a whole evening: sixty orders, two couriers of whom one drops out, ten amendments, five refunds, a dispute', () => {
  let stripe: FakeStripe
  let gateway: TestGateway
  let staff: Staff
  let couriers: readonly [Courier, Courier]
  let guests: readonly Guest[]
  const requestId = () => randomUUID()

  before(async () => {
    stripe = await startStripe()
    gateway = await startTestGateway({ env: stripe.env(stripe.url) })
    staff = await staffOf(gateway)
    couriers = [await connectNewStaff(gateway, 'courier'), await connectNewStaff(gateway, 'courier')]
  })
  after(async () => {
    await gateway.stop()
    stripe.stop()
  })

  const dishes = () =>
    gateway.database.query<{ id: string; price: number }>(
      `select p.id, p.price from products p where p.available and not exists (select from options o where o.product_id = p.id and o.min_choices > 0)
         and not exists (select from recipes r join stock s on s.ingredient_id = r.ingredient_id where r.product_id = p.id and s.on_hand < 100 * r.quantity)
       order by p.price desc limit 12`,
    )
  const orderOf = async ({ customer, order }: Guest) => (await customer.client.request('order:get', { orderId: order.id })).order
  const payByCard = async ({ customer, order }: Guest) => {
    const [intent] = stripe.intentOf(order.payment.id)
    if (!intent) throw new Error('no payment at the service')
    await stripe.deliver(gateway.url, stripe.become(intent, 'succeeded'))
    await customer.client.pushed('order:status_changed', ({ data }) => data.order.id === order.id && data.order.status === 'placed')
  }
  const placeAll = async () => {
    const menu = await dishes()
    const placed: Guest[] = []
    for (let n = 0; n < count; n += 1) {
      const customer = await arrive(gateway)
      const items = [0, 1].map((line) => ({ productId: menu[(n + 5 * line) % menu.length]?.id ?? '', quantity: 2 }))
      const paymentMethod = methods[n % methods.length] ?? 'cash'
      const { order } = await customer.client.request('order:place', placement('', { items, paymentMethod }))
      placed.push({ customer, order })
      if (paymentMethod === 'card') await payByCard({ customer, order })
    }
    return placed
  }
  const at = (n: number): Guest => {
    const guest = guests[n]
    if (!guest) throw new Error(`there is no order ${n}`)
    return guest
  }
  const cook = async (n: number) => {
    await advance(staff.warehouse, at(n).order.id, 'confirmed')
    await advance(staff.kitchen, at(n).order.id, 'in_preparation')
  }

  const amend = async (n: number, substitute: boolean) => {
    const cheapest = (await dishes()).at(-1)?.id ?? ''
    await staff.kitchen.client.request('order:amend', {
      requestId: requestId(),
      orderId: at(n).order.id,
      lines: [{ line: 1, quantity: 1, ...(substitute && { substitute: { productId: cheapest, quantity: 1 } }) }],
      reason: 'The oven is broken',
    })
  }
  const answer = (n: number, accept: boolean) =>
    at(n).customer.client.request('order:answer_substitution', { requestId: requestId(), orderId: at(n).order.id, accept })

  const bring = async (courier: Courier, n: number) => {
    const { id } = at(n).order
    if ((await orderOf(at(n))).status !== 'in_transit') await advance(courier, id, 'in_transit')
    await handOver(courier, n)
  }
  const handOver = async (courier: Courier, n: number) => {
    const { id: orderId, payment } = await orderOf(at(n))
    if (payment.status === 'requires_capture')
      await courier.client.request('payment:collect', { requestId: requestId(), orderId, amount: payment.amount })
    await advance(courier, orderId, 'delivered')
  }
  const refund = (n: number, what: { all?: true; delivery?: true; amount?: Money; lines?: { line: number; quantity: number }[] }) =>
    staff.manager.client.request('order:refund', { requestId: requestId(), orderId: at(n).order.id, reason: 'It was cold', ...what })

  it('ends with every order over, every amount where it belongs, and a ledger that sums to zero', async function () {
    this.timeout(300_000)
    guests = await placeAll()

    // before the kitchen begins: a customer changes their mind, the shop cannot make one, a manager gives money back
    await at(0).customer.client.request('order:cancel', { requestId: requestId(), orderId: at(0).order.id, reason: 'other' })
    await staff.manager.client.request('order:advance', { requestId: requestId(), orderId: at(1).order.id, to: 'rejected' })
    await refund(2, { lines: [{ line: 1, quantity: 1 }] })

    const cooked = Array.from({ length: count - 2 }, (_, n) => n + 2)
    for (const n of cooked) await cook(n)
    for (const n of [10, 11, 12, 13]) await amend(n, false)
    for (const n of [14, 15, 16, 17, 18, 19]) await amend(n, true)
    for (const n of [14, 15, 16]) await answer(n, true)
    for (const n of [17, 18]) await answer(n, false)
    await staff.kitchen.client.request('order:advance', {
      requestId: requestId(),
      orderId: at(20).order.id,
      to: 'rejected',
      reason: 'We have no gas',
    })
    // the last offer is not answered in time
    await gateway.database.query("update amendments set answer_by = now() - interval '1 second' where outcome = 'offered'")
    const outcomes = () =>
      gateway.database.query<{ outcome: string; n: number }>(
        'select outcome, count(*)::int as n from amendments group by outcome order by outcome',
      )
    await until(
      async () =>
        expect(await outcomes()).to.deep.equal([
          { outcome: 'accepted', n: 3 },
          { outcome: 'declined', n: 2 },
          { outcome: 'expired', n: 1 },
          { outcome: 'taken_out', n: 4 },
        ]),
      'every offer has ended',
    )

    const ready = cooked.filter((n) => n !== 20)
    for (const n of ready) await advance(staff.kitchen, at(n).order.id, 'ready_for_pickup')

    const [ann, bob] = couriers
    for (const { client } of couriers) await client.request('courier:start_shift', { requestId: requestId() })
    const bobs = ready.filter((n) => n % 3 === 0)
    for (const n of bobs) await bob.client.request('order:assign', { requestId: requestId(), orderId: at(n).order.id })
    const [delivered = 0, returned = 0, ...carried] = bobs.slice(0, 6)
    await bring(bob, delivered)
    for (const n of [returned, ...carried]) await advance(bob, at(n).order.id, 'in_transit')
    await bob.client.request('order:advance', {
      requestId: requestId(),
      orderId: at(returned).order.id,
      to: 'returned',
      reason: 'No answer',
    })

    // he falls off his bicycle: what he carries goes to the other courier, the rest back to the queue
    const ended = await staff.manager.client.request('courier:end_shift', { requestId: requestId(), courierId: bob.id })
    expect(ended.stranded).to.have.members(carried.map((n) => at(n).order.number))
    expect(ended.freed).to.have.length(bobs.length - 6)
    for (const n of carried)
      await staff.manager.client.request('order:assign', { requestId: requestId(), orderId: at(n).order.id, courierId: ann.id })
    for (const n of ready.filter((each) => each !== delivered && each !== returned)) await bring(ann, n)

    await refund(21, { delivery: true })
    await refund(22, { amount: { amount: 100, currency: 'EUR' } })
    await refund(23, { all: true })
    await refund(25, { lines: [{ line: 1, quantity: 2 }] })
    const [intent] = stripe.intentOf(at(27).order.payment.id)
    if (!intent) throw new Error('no payment at the service')
    await stripe.deliver(gateway.url, stripe.dispute(intent, 'dp_evening', 'created', 'needs_response'))
    await stripe.deliver(gateway.url, stripe.dispute(intent, 'dp_evening', 'closed', 'lost'))

    const { couriers: listed } = await staff.manager.client.request('courier:list', { limit: 100 })
    for (const { id: accountId, cash: amount } of listed.filter(({ cash }) => cash.amount > 0))
      await staff.manager.client.request('cash:hand_over', { requestId: requestId(), accountId, amount })
    const { refunds } = await staff.manager.client.request('refund:list', { unsettled: true, limit: 100 })
    for (const { id: refundId } of refunds.filter(({ byHand }) => byHand))
      await staff.manager.client.request('refund:settle', { requestId: requestId(), refundId })

    await until(async () => {
      const [left] = await gateway.database.query<{ n: number }>(
        `select (select count(*) from provider_calls) + (select count(*) from refunds where status = 'pending') as n`,
      )
      return left?.n === 0
    }, 'every refund has arrived')
    const orders = await Promise.all(guests.map(orderOf))
    const over = ['delivered', 'returned', 'cancelled', 'rejected']
    expect(orders.filter(({ status }) => !over.includes(status))).to.deep.equal([])
    const sums = await gateway.database.query(
      'select account, sum(amount)::bigint as sum from ledger_entries group by account order by account',
    )
    expect(sums.reduce((sum, each) => sum + Number(Object(each).sum), 0)).to.equal(0)
    const owing = await gateway.database.query(
      "select order_id, sum(amount) from ledger_entries where account = 'customers' group by order_id having sum(amount) <> 0",
    )
    expect(owing, 'customers who owe or are owed').to.deep.equal([])
    await expectBooks(gateway.database, [await createStripe({ secretKey, publishableKey: 'pk', webhookSecrets: [], apiBase: stripe.url })])
  })
})
