import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { expectBooks } from '../support/agreeing-books.ts'
import { auditCash, auditStock } from '../support/books-audit.ts'
import { type Client, connectClient } from '../support/client.ts'
import { makePerson, type Person } from '../support/gateway.ts'
import { holding, waitingForLocks } from '../support/holding.ts'
import { placement } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { type FakeStripe, startStripe } from '../support/stripe.ts'
import { until } from '../support/until.ts'

describe('payments, when the gateway is killed with -9', () => {
  let stripe: FakeStripe
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let node: GatewayProcess | undefined
  let person: Person
  let productId: string

  before(async () => {
    stripe = await startStripe()
    database = await createTestDatabase()
    person = await makePerson(database.database)
    const [row] = await database.database.query<{ id: string }>('select id from products where available order by name limit 1')
    productId = row?.id ?? ''
  })
  afterEach(() => expectBooks(database.database))
  after(async () => {
    await node?.kill('SIGKILL')
    await database.drop()
    stripe.stop()
  })

  const start = async (): Promise<{ node: GatewayProcess; client: Client<'/'> }> => {
    node = await startProcess({ DATABASE_URL: database.url, ...stripe.env(stripe.url) })
    return { node, client: await connectClient(node.url, '/', { token: person.token }) }
  }
  const get = async (client: Client<'/'>, { id }: Pick<Order, 'id'>) => (await client.request('order:get', { orderId: id })).order
  const becomes = (client: Client<'/'>, order: Pick<Order, 'id'>, status: string, payment: string) =>
    until(async () => {
      const now = await get(client, order)
      return expect([now.status, now.payment.status]).to.deep.equal([status, payment])
    }, `the order is ${status} and its payment ${payment}`)
  const intentOf = ({ payment: { id } }: Order) => {
    const found = stripe.intentOf(id)
    expect(found, 'one PaymentIntent').to.have.length(1)
    return found[0] as (typeof found)[number]
  }
  /** A dead node keeps the lease of its calls for a minute. */
  const forgetTheDead = () => database.database.query('update provider_calls set due_at = now()')
  const pay = async (url: string, order: Order) => stripe.deliver(url, stripe.become(intentOf(order), 'succeeded'))

  it('charges once, although it dies while Stripe creates the payment', async () => {
    const first = await start()
    const request = placement(productId, { paymentMethod: 'card' })
    stripe.misbehave('POST /v1/payment_intents', 'lost')
    first.client.socket.emit('order:place', request)
    await until(() => stripe.intents.size === 1, 'Stripe has made the payment')
    await first.node.kill('SIGKILL')

    const { node, client } = await start()
    await forgetTheDead()
    const { order } = await client.request('order:place', request)
    expect(order.payment.status).to.equal('requires_action')
    await pay(node.url, order)
    await becomes(client, order, 'placed', 'succeeded')
    expect(stripe.balance(order.payment.id)).to.equal(order.total.amount)
    await node.kill('SIGKILL')
  })

  it('loses no webhook, although it dies before the commit', async () => {
    const first = await start()
    const { order } = await first.client.request('order:place', placement(productId, { paymentMethod: 'card' }))
    const event = stripe.become(intentOf(order), 'succeeded')
    await holding(database.database, async (transaction) => {
      await transaction.query('select 1 from feed_heads where account_id = $1 for update', [person.id])
      const answer = stripe.deliver(first.node.url, event).then(
        ({ status }) => status,
        () => 'none',
      )
      await until(async () => (await waitingForLocks(database.database)).length > 0, 'the webhook waits for the lock')
      await first.node.kill('SIGKILL')
      expect(await answer, 'Stripe was not told that it was taken').to.equal('none')
    })

    const { node, client } = await start()
    expect(await get(client, order)).to.include({ status: 'awaiting_payment' })
    // Stripe sends again a webhook that was not accepted, and once too often
    for (let n = 0; n < 3; n++) expect((await stripe.deliver(node.url, event)).status).to.equal(200)
    await becomes(client, order, 'placed', 'succeeded')
    await node.kill('SIGKILL')
  })

  it('refunds once, although it dies while Stripe refunds', async () => {
    const first = await start()
    const { order } = await first.client.request('order:place', placement(productId, { paymentMethod: 'card' }))
    await pay(first.node.url, order)
    stripe.misbehave('POST /v1/refunds', 'lost')
    await first.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await until(() => stripe.refunds.size === 1, 'Stripe has refunded')
    await first.node.kill('SIGKILL')

    const { client } = await start()
    await forgetTheDead()
    await becomes(client, order, 'cancelled', 'refunded')
    expect(stripe.refunds.size).to.equal(1)
  })

  it('ends with the same payments and refunds as Stripe', async () => {
    const ours = await database.database.query<{ id: string; balance: number }>(`
      select p.id, case when p.status in ('succeeded', 'refunded') then p.amount else 0 end
        - coalesce((select sum(amount) from refunds where payment_id = p.id and status = 'succeeded'), 0)::int as balance
      from payments p`)
    expect(ours).to.have.length(3)
    for (const { id, balance } of ours) expect(balance).to.equal(stripe.balance(id))
    expect(await database.database.query('select from provider_calls')).to.have.length(0)
  })

  it('gives back once what a manager refunds, although it dies before it has heard of the refund', async () => {
    const first = await start()
    const { order } = await first.client.request('order:place', placement(productId, { paymentMethod: 'card' }))
    await pay(first.node.url, order)
    await becomes(first.client, order, 'placed', 'succeeded')
    const { token } = await makePerson(database.database, 'manager')
    const manager = await connectClient(first.node.url, '/staff', { token })
    const asked = { requestId: randomUUID(), orderId: order.id, delivery: true, reason: 'It was late' } as const
    const before = stripe.refunds.size
    stripe.misbehave('POST /v1/refunds', 'lost')
    await manager.request('order:refund', asked)
    await until(() => stripe.refunds.size > before, 'Stripe has refunded')
    await first.node.kill('SIGKILL')

    const { node, client } = await start()
    await forgetTheDead()
    const again = await connectClient(node.url, '/staff', { token })
    await again.request('order:refund', asked)
    await becomes(client, order, 'placed', 'partially_refunded')
    expect(stripe.balance(order.payment.id)).to.equal(order.total.amount - order.deliveryFee.amount)
    expect((await get(client, order)).adjustments.map(({ refund }) => refund?.status)).to.deep.equal(['succeeded'])
    await node.kill('SIGKILL')
  })

  it('refunds, amends, offers, replaces, ends an offer and takes cash once, although it dies before the commit and again before it has heard of the refunds', async () => {
    const { client, node: first } = await start()
    const [dear, cheap] = [await makeOwnDish(database, { onHand: 100 }), await makeOwnDish(database, { onHand: 100 })]
    await database.database.query('update products set price = 100 where id = $1', [cheap.productId])
    const [boss, courier] = [await makePerson(database.database, 'manager'), await makePerson(database.database, 'courier')]
    const enter = ({ url }: GatewayProcess, { token }: Person) => connectClient(url, '/staff', { token })
    const manager = await enter(first, boss)
    const items = [{ productId: dear.productId, quantity: 3 }]
    const paid = async (by = client) => {
      const { order } = await by.request('order:place', placement(dear.productId, { items, paymentMethod: 'card' }))
      await pay(first.url, order)
      await becomes(by, order, 'placed', 'succeeded')
      return order
    }
    const orders = [await paid(), await paid(), await paid()]
    const [refunded, amended, replaced] = orders.map(({ id }) => id)
    const { id: offered } = await paid()
    // the background work leaves alone the orders of a customer whose feed is locked
    const neighbour = await makePerson(database.database)
    const unanswered = await paid(await connectClient(first.url, '/', { token: neighbour.token }))
    const about = (orderId: string | undefined) => ({ requestId: randomUUID(), orderId, reason: 'We dropped it' })
    const line = { line: 0, quantity: 1 }
    const offer = (orderId: string | undefined) => ({
      ...about(orderId),
      lines: [{ ...line, substitute: { productId: cheap.productId, quantity: 1 } }],
    })
    for (const id of [replaced, unanswered.id]) expect(await manager.raw('order:amend', offer(id))).to.include({ ok: true })
    const { order: cash } = await client.request('order:place', placement(cheap.productId))
    for (const to of ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit'] as const)
      await (to === 'in_transit' ? await enter(first, courier) : manager).request('order:advance', {
        requestId: randomUUID(),
        orderId: cash.id,
        to,
      })
    await manager.request('order:assign', { requestId: randomUUID(), orderId: cash.id, courierId: courier.id })
    await (await enter(first, courier)).request('payment:collect', { requestId: randomUUID(), orderId: cash.id, amount: cash.total })

    const asked: [who: 'boss' | 'customer', event: string, payload: object][] = [
      ['boss', 'order:refund', { ...about(refunded), lines: [line] }],
      ['boss', 'order:amend', { ...about(amended), lines: [line] }],
      ['boss', 'order:amend', offer(offered)],
      ['boss', 'cash:hand_over', { requestId: randomUUID(), accountId: courier.id, amount: { ...cash.total, amount: 100 } }],
      ['customer', 'order:answer_substitution', { requestId: randomUUID(), orderId: replaced, accept: true }],
    ]
    const askAll = (clients: { boss: Client<'/staff'>; customer: Client<'/'> }) =>
      Promise.all(asked.map(([who, event, payload]) => clients[who].raw(event, payload)))
    await holding(database.database, async (transaction) => {
      await transaction.query('select from feed_heads where account_id = $1 for update', [person.id])
      await transaction.query('select from cash_accounts where account_id = $1 for update', [courier.id])
      await transaction.query('select from payments where order_id = $1 for update', [unanswered.id])
      await database.database.query('update amendments set answer_by = now() where order_id = $1', [unanswered.id])
      askAll({ boss: manager, customer: client }).catch(() => undefined)
      await until(async () => {
        return expect(await waitingForLocks(database.database)).to.have.length.at.least(asked.length + 1)
      }, 'all of them wait for a lock, and so does the background work')
      await first.kill('SIGKILL')
      // a statement that waits for a lock outlives its client, and could commit
      await transaction.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
    })
    const done = async () =>
      database.database.query(
        `select (select count(*) from order_adjustments where order_id = any ($1)) as adjustments,
           (select count(*) from cash_handovers where account_id = $2) as handovers,
           (select array_agg(outcome order by array_position($3, order_id)) from amendments where order_id = any ($3)) as offers`,
        [[...orders.map(({ id }) => id), offered, unanswered.id], courier.id, [offered, unanswered.id]],
      )
    expect(await done(), 'nothing was committed').to.deep.equal([{ adjustments: 0, handovers: 0, offers: ['offered'] }])

    const all = [{ adjustments: 4, handovers: 1, offers: ['offered', 'expired'] }]
    const before = stripe.refunds.size
    stripe.misbehave('POST /v1/refunds', 'lost')
    // it ends the offer without an answer as soon as it runs
    const second = await start()
    const answers = await askAll({ boss: await enter(second.node, boss), customer: second.client })
    expect(answers.filter(({ ok }) => !ok)).to.deep.equal([])
    await until(() => stripe.refunds.size > before, 'Stripe has refunded')
    await until(async () => expect(await done()).to.deep.equal(all), 'the offer has ended')
    await second.node.kill('SIGKILL')

    const third = await start()
    await forgetTheDead()
    const again = await askAll({ boss: await enter(third.node, boss), customer: third.client })
    expect(again.filter(({ ok }) => !ok)).to.deep.equal([])
    for (const order of orders) await becomes(third.client, order, 'placed', 'partially_refunded')
    const home = await connectClient(third.node.url, '/', { token: neighbour.token })
    await becomes(home, unanswered, 'placed', 'partially_refunded')
    expect(await done()).to.deep.equal(all)
    expect(stripe.refunds.size).to.equal(before + orders.length + 1)
    const dishes = await Promise.all(
      orders.map(async (order) => (await get(third.client, order)).netTotal.amount - order.deliveryFee.amount),
    )
    expect(dishes, 'a portion is 5.00, what replaces one is 1.00').to.deep.equal([1000, 1000, 1100])
    for (const order of orders) expect(stripe.balance(order.payment.id)).to.equal((await get(third.client, order)).netTotal.amount)
    expect((await get(third.client, { id: offered })).amendments?.map(({ outcome }) => outcome)).to.deep.equal(['offered'])
    expect(stripe.balance(unanswered.payment.id)).to.equal((await get(home, unanswered)).netTotal.amount)
    await auditStock(database.database)
    await auditCash(database.database)
    await third.node.kill('SIGKILL')
  })
})
