import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, bring, dishNamed, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('ratings', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Customer
  let dishes: { id: string }[]

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
    dishes = await gateway.database.query<{ id: string }>(
      `select p.id from products p where p.available and not exists (
         select from recipes r join stock s on s.ingredient_id = r.ingredient_id where r.product_id = p.id and s.on_hand < 100 * r.quantity)
       order by p.name limit 3`,
    )
  })
  after(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  const dishIds = (count: number) => dishes.slice(0, count).map(({ id }) => id)

  const place = async ({ client }: Customer, productIds = dishIds(1)) => {
    const items = productIds.map((productId) => ({ productId, quantity: 2 }))
    return (await client.request('order:place', placement('', { items }))).order
  }

  const receive = async (who: Customer, productIds = dishIds(1)) => {
    const order = await place(who, productIds)
    await bring(staff, order, 'delivered')
    return order
  }

  const ratingOf = async (productId: string) => (await customer.client.request('menu:get', { productId })).product.rating

  const storedOf = async (productId: string) => {
    const sql = 'select rating_sum::int as sum, rating_count as count from products where id = $1'
    const [stored] = await gateway.database.query<{ sum: number; count: number }>(sql, [productId])
    return stored ?? { sum: 0, count: 0 }
  }

  it('are given to a delivered order, and shown on every device of the customer', async () => {
    const order = await receive(customer)
    const other = await connectCustomer(gateway, customer.token)
    const before = (await customer.client.request('order:get', { orderId: order.id })).order
    const { rating } = await customer.client.request('order:rate', {
      orderId: order.id,
      rating: 4,
      courierRating: 5,
      comment: 'Dobré, ďakujem',
    })
    expect(rating).to.deep.include({ orderId: order.id, rating: 4, courierRating: 5, comment: 'Dobré, ďakujem' })

    const told = await other.pushed('order:status_changed', ({ data }) => data.order.id === order.id && data.order.version > before.version)
    expect(told.data).to.deep.include({ previous: 'delivered' })
    const { order: after } = await other.request('order:get', { orderId: order.id })
    const { orderId, ...given } = rating
    expect(after).to.deep.equal({ ...before, version: told.data.order.version, rating: given })
    expect((await other.request('order:list', { limit: 1 })).orders[0]).to.deep.equal(after)
    other.close()
  })

  it('rate no courier where none brought the order', async () => {
    const order = await place(customer)
    await bring(staff, order, 'ready_for_pickup')
    await advance(staff.manager, order.id, 'in_transit')
    await staff.manager.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: order.total })
    await advance(staff.manager, order.id, 'delivered')
    const totals = () => gateway.database.query('select courier_sum, courier_count from rating_totals')
    const before = await totals()
    const { rating } = await customer.client.request('order:rate', { orderId: order.id, rating: 5, courierRating: 1 })
    expect(rating).not.to.have.property('courierRating')
    expect(await totals()).to.deep.equal(before)
  })

  it('change the average of each dish once, regardless of the portions', async () => {
    const [first = '', second = ''] = dishIds(2)
    // from the database: the node's copy of the menu may still lack the rating of the test before
    const [before, untouched] = [await storedOf(first), await storedOf(second)]
    const one = await receive(customer, [first, first, second])
    const two = await receive(customer, [first])
    await customer.client.request('order:rate', { orderId: one.id, rating: 5 })
    await customer.client.request('order:rate', { orderId: two.id, rating: 3 })
    const expected = { average: Number(((before.sum + 8) / (before.count + 2)).toFixed(2)), count: before.count + 2 }
    // a node checks every second whether the menu has changed
    await until(async () => expect(await ratingOf(first)).to.deep.equal(expected), 'the menu shows the ratings')
    expect(await ratingOf(second)).to.deep.equal({ average: (untouched.sum + 5) / (untouched.count + 1), count: untouched.count + 1 })
    const { products } = await customer.client.request('menu:list', { limit: 100 })
    expect(products.find(({ id }) => id === second)?.rating).to.deep.equal(await ratingOf(second))
  })

  it('of many customers at the same time add up', async () => {
    const crowd = await Promise.all(Array.from({ length: 8 }, () => arrive(gateway)))
    // the dishes in a different sequence for each customer
    const orders = await Promise.all(crowd.map((each, n) => receive(each, n % 2 ? dishIds(3) : dishIds(3).reverse())))
    await Promise.all(
      crowd.map(({ client }, n) => client.request('order:rate', { orderId: orders[n]?.id ?? '', rating: 3 + (n % 3), courierRating: 5 })),
    )
    const wrong = await gateway.database.query(
      `select p.name, p.rating_sum, p.rating_count, r.sum, r.count from products p cross join lateral (
         select coalesce(sum(r.rating), 0) as sum, count(*) as count from ratings r
         where exists (select from order_items i where i.order_id = r.order_id and i.product_id = p.id)
       ) r where (p.rating_sum, p.rating_count) <> (r.sum, r.count)`,
    )
    expect(wrong).to.deep.equal([])
    const [all] = await gateway.database.query<object>(
      'select sum(rating)::int as sum, count(*)::int as count, sum(courier_rating)::int as courier_sum, count(courier_rating)::int as courier_count from ratings',
    )
    expect(await gateway.database.query('select sum, count, courier_sum, courier_count from rating_totals')).to.deep.equal([all])
    for (const { client } of crowd) client.close()
  })

  it('are given once, even from two devices at the same moment', async () => {
    const order = await receive(customer)
    const attempts = [1, 2].map((n) => ({ requestId: randomUUID(), orderId: order.id, rating: 2 + n }))
    const outcomes = await Promise.allSettled(attempts.map((attempt) => customer.client.request('order:rate', attempt)))
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled')
    const [accepted, refused] = [attempts[winner], attempts[1 - winner]]
    if (!accepted || !refused) throw new Error('none was accepted')
    const failure = await refusal(customer.client.request('order:rate', { ...refused, requestId: randomUUID() }))
    expect(failure).to.include({ code: 'failed_precondition', reason: 'cannot_rate_order' })
    expect(failure.details).to.have.property('why', 'already_rated')
    expect(outcomes.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected'])
    // a lost answer is requested again with its requestId
    expect((await customer.client.request('order:rate', accepted)).rating.rating).to.equal(accepted.rating)
  })

  it('are refused before the delivery, after 30 days, and for orders of others', async () => {
    const [underWay, old, recent] = [await place(customer), await receive(customer), await receive(customer)]
    await gateway.database.query(
      `update orders set delivered_at = delivered_at - interval '30 days' + case when id = $1 then interval '-1 minute' else '1 minute' end
       where id in ($1, $2)`,
      [old.id, recent.id],
    )
    const stranger = await arrive(gateway)
    const rate = (who: Customer, orderId: string) => who.client.request('order:rate', { orderId, rating: 5 })
    const cases: [Customer, string, string, string, string?][] = [
      [customer, underWay.id, 'failed_precondition', 'cannot_rate_order', 'not_delivered'],
      [customer, old.id, 'failed_precondition', 'cannot_rate_order', 'too_late'],
      [stranger, recent.id, 'not_found', 'order_not_found'],
      [customer, randomUUID(), 'not_found', 'order_not_found'],
    ]
    for (const [who, orderId, code, reason, why] of cases) {
      const failure = await refusal(rate(who, orderId))
      expect(failure).to.include({ code, reason })
      expect(failure.details ?? {}).to.deep.include(why ? { why } : {})
    }
    expect((await rate(customer, recent.id)).rating.rating).to.equal(5)
    stranger.client.close()
  })

  it('are whole numbers from 1 to 5, with a comment of up to 2,000 characters', async () => {
    const order = await receive(customer)
    const bad: [string, object][] = [
      ['rating', { rating: 0 }],
      ['rating', { rating: 6 }],
      ['rating', { rating: 4.5 }],
      ['rating', {}],
      ['courierRating', { rating: 5, courierRating: 9 }],
      ['comment', { rating: 5, comment: 'x'.repeat(10_000) }],
      ['comment', { rating: 5, comment: 'a\u0000b' }],
      ['colour', { rating: 5, colour: 'red' }],
    ]
    for (const [field, payload] of bad) {
      const answer = await customer.client.raw('order:rate', { orderId: order.id, ...payload })
      if (answer.ok) throw new Error(`${field} was accepted`)
      expect(answer.error.code).to.equal('invalid_argument')
      expect(answer.error.message).to.include(field)
    }
    expect((await customer.client.request('order:get', { orderId: order.id })).order.rating).to.equal(undefined)
  })

  it('of 2 stars or less are pushed to the managers immediately, and to no one else', async () => {
    const [bad, fair] = [await receive(customer), await receive(customer)]
    await customer.client.request('order:rate', { orderId: fair.id, rating: 3 })
    await customer.client.request('order:rate', { orderId: bad.id, rating: 2, comment: 'Cold.' })
    const low = await staff.manager.client.pushed('rating:low', ({ orderId }) => orderId === bad.id)
    expect(low).to.deep.equal({ orderId: bad.id, rating: 2, comment: 'Cold.' })
    // the answers arrive after all earlier pushes
    for (const { client } of Object.values(staff)) await client.request('queue:list', {})
    const heard = (client: { heard: { event: string; payload: unknown }[] }) => client.heard.filter(({ event }) => event === 'rating:low')
    expect(heard(staff.manager.client).map(({ payload }) => payload)).to.deep.equal([low])
    for (const role of ['kitchen', 'warehouse', 'courier'] as const) expect(heard(staff[role].client)).to.deep.equal([])
  })

  it('are listed for managers in stable pages, with the averages', async () => {
    const pizza = await dishNamed(gateway, 'Pizza Margherita')
    const order = await receive(customer, [pizza.id])
    await customer.client.request('order:rate', { orderId: order.id, rating: 1, courierRating: 4 })
    const manager = staff.manager.client
    const whole = await manager.request('rating:list', { limit: 100 })
    expect(whole.ratings[0]).to.deep.include({
      orderId: order.id,
      number: order.number,
      rating: 1,
      courierRating: 4,
      products: [{ id: pizza.id, name: 'Pizza Margherita' }],
      courier: { name: staff.courier.login },
    })
    const mean = whole.ratings.reduce((sum, { rating }) => sum + rating, 0) / whole.ratings.length
    expect(whole.overall).to.deep.equal({ average: Number(mean.toFixed(2)), count: whole.ratings.length })

    const first = await manager.request('rating:list', { limit: 2 })
    const newer = await receive(customer)
    await customer.client.request('order:rate', { orderId: newer.id, rating: 5 })
    const rest = await manager.request('rating:list', { limit: 100, cursor: first.nextCursor })
    expect([...first.ratings, ...rest.ratings]).to.deep.equal(whole.ratings)
    const low = await manager.request('rating:list', { below: 3 })
    expect(low.ratings).to.deep.equal(whole.ratings.filter(({ rating }) => rating < 3))
    expect(await refusal(manager.request('rating:list', { cursor: 'bm9wZQ' }))).to.include({ code: 'invalid_argument' })
    expect(await refusal(staff.kitchen.client.request('rating:list', {}))).to.include({ reason: 'role_required' })
  })
})
