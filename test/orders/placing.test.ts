import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { z } from 'zod'
import { replace } from '../../src/answers/answers.ts'
import { orderPlace, quote as quoteShape } from '../../src/contract/index.ts'
import type { Database, Queryable } from '../../src/database/database.ts'
import { AppError } from '../../src/errors.ts'
import { createPlaceOrder } from '../../src/orders/place.ts'
import { assessorOn } from '../support/assessor.ts'
import { arrive, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { holding } from '../support/holding.ts'
import { anyDish, bring, placement, staffOf } from '../support/orders.ts'
import { connectToDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describe('placing an order', () => {
  let gateway: TestGateway
  let dish: Awaited<ReturnType<typeof anyDish>>
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    dish = await anyDish(gateway)
    customer = await arrive(gateway)
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })

  const ordersOf = async (accountId: string) =>
    (await gateway.database.query('select 1 from orders where account_id = $1', [accountId])).length

  /** A dish that needs one portion of a new ingredient with this much stock. */
  const scarceDish = async (onHand: number, restockMinutes: number | null): Promise<{ id: string; ingredientId: string }> => {
    const [id, ingredientId] = [randomUUID(), randomUUID()]
    await gateway.database.query(
      `with i as (insert into ingredients (id, name, unit, restock_minutes, restock_quantity) values ($2, $5, 'piece', $4, 50) returning id),
       s as (insert into stock (ingredient_id, on_hand) select id, $3 from i),
       p as (insert into products (id, category_id, name, description, price, prep_minutes)
         select $1, c.id, $6, 'scarce', 500, 10 from categories c limit 1 returning id)
       insert into recipes (product_id, ingredient_id, quantity) select p.id, i.id, 1 from p, i`,
      [id, ingredientId, onHand, restockMinutes, ingredientId, id],
    )
    return { id, ingredientId }
  }

  it('takes the price from the database, reserves stock and promises a time', async () => {
    const items = [{ productId: dish.id, quantity: 3, note: 'well done' }]
    const { order } = await customer.client.request('order:place', placement(dish.id, { items, note: 'ring twice' }))
    expect(order.items).to.deep.equal([
      {
        line: 0,
        productId: dish.id,
        name: dish.name,
        quantity: 3,
        unitPrice: { amount: dish.price, currency: 'EUR' },
        total: { amount: 3 * dish.price, currency: 'EUR' },
        taxRate: 5,
        exclude: [],
        note: 'well done',
      },
    ])
    expect(order.total.amount).to.equal(order.subtotal.amount + order.deliveryFee.amount)
    expect(order.note).to.equal('ring twice')
    expect(order.payment).to.include({ method: 'cash', status: 'requires_capture' })
    expect(order.cooking.estimatedMinutes).to.equal(dish.prepMinutes + 1)
    expect(Date.parse(order.eta.earliest)).to.be.lessThan(Date.parse(order.eta.latest))
    expect(order.eta.promised).to.equal(order.eta.latest)
    expect((await customer.client.request('order:get', { orderId: order.id })).order).to.deep.equal(order)
    expect((await customer.client.request('order:get', { requestId: order.requestId })).order).to.deep.equal(order)
    expect((await customer.client.request('order:pending', {})).orders[0]).to.deep.equal(order)
    expect((await customer.client.request('order:list', { limit: 1 })).orders[0]).to.deep.equal(order)
  })

  it('is not delivered to the other side of the world, for the fee around the areas of the sample', async () => {
    const delivery = { address: '5th Avenue 1', location: { lat: 40.77, lng: -73.97 } }
    const { acceptDietaryConflicts, requestId, note, ...content } = placement(dish.id, { delivery })
    const { obstacles } = await customer.client.request('order:quote', content)
    expect(obstacles.map(({ reason }) => reason)).to.deep.equal(['out_of_area'])
  })

  it('has the price and the estimate of the quote', async () => {
    const delivery = { address: 'Far away 9', location: { lat: 48.21, lng: 17.2 } }
    const { acceptDietaryConflicts, requestId, note, ...content } = placement(dish.id, { delivery })
    const quote = await customer.client.request('order:quote', content)
    const { order } = await customer.client.request('order:place', { ...content, requestId })
    expect(order.total).to.deep.equal(quote.total)
    expect(quote.items[0]).to.include({ name: dish.name, available: true })
    for (const part of ['earliest', 'latest'] as const)
      expect(Math.abs(Date.parse(order.eta[part]) - Date.parse(quote.eta[part])), part).to.be.lessThan(60_000)
    const near = await customer.client.request('order:quote', {
      ...content,
      delivery: { address: 'Here', location: { lat: 48.15, lng: 17.11 } },
    })
    expect(Date.parse(near.eta.latest)).to.be.lessThan(Date.parse(quote.eta.latest))
  })

  it('is placed and ordered again only at the total that the customer expects, and otherwise answers with the new quote', async () => {
    const eater = await arrive(gateway)
    const { acceptDietaryConflicts, requestId, note, ...content } = placement(dish.id)
    const { total: expectedTotal } = await eater.client.request('order:quote', content)
    const first = await eater.client.request('order:place', { ...content, requestId, expectedTotal })
    await gateway.database.query('update products set price = price + 100 where id = $1', [dish.id])
    const attempts = [
      () => eater.client.request('order:place', { ...content, requestId: randomUUID(), expectedTotal }),
      () => eater.client.request('order:reorder', { requestId: randomUUID(), orderId: first.order.id, expectedTotal }),
    ]
    for (const attempt of attempts) {
      const failure = await refusal(attempt())
      expect(failure).to.include({ code: 'failed_precondition', reason: 'price_changed' })
      const { quote } = z.object({ quote: quoteShape }).parse(failure.details)
      expect(quote.total.amount).to.equal(expectedTotal.amount + 100)
    }
    expect(await ordersOf(eater.id), 'nothing is placed').to.equal(1)
    await gateway.database.query('update products set price = price - 100 where id = $1', [dish.id])
    const again = await eater.client.request('order:reorder', { requestId: randomUUID(), orderId: first.order.id, expectedTotal })
    expect(again.order.total).to.deep.equal(expectedTotal)
    eater.client.close()
  })

  it('creates one order and 50 equal replies for 50 equal requests in parallel', async () => {
    const other = await arrive(gateway)
    const again = await arrive(gateway)
    const request = placement(dish.id)
    const second = await (await import('../support/gateway.ts')).connectCustomer(gateway, other.token)
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? other.client : second).request('order:place', request)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1)
    expect(await ordersOf(other.id)).to.equal(1)
    expect(await other.client.request('order:place', request)).to.deep.equal(answers[0])

    const changed = { ...request, items: [{ productId: dish.id, quantity: 2 }] }
    expect(await refusal(other.client.request('order:place', changed))).to.include({ code: 'already_exists', reason: 'request_id_reused' })
    const { order } = await again.client.request('order:place', changed)
    expect(order.id, "another customer's requestId is another").not.to.equal(answers[0]?.order.id)
    for (const client of [other.client, second, again.client]) client.close()
  })

  it('answers only the customer who repeats a request, twice in one batch, with the stored answer', async () => {
    const sizes: number[] = []
    const onBatch = (size: number) => sizes.push(size)
    const placeOrder = createPlaceOrder(gateway.database, {
      providerOf: () => 'door',
      payMinutes: 15,
      onBatch,
      assessor: assessorOn(gateway.database),
    })
    const [impatient, other] = await Promise.all([makePerson(gateway.database), makePerson(gateway.database)])
    const wanted = orderPlace.input.parse(placement(dish.id))
    const another = () => placeOrder(other.id, orderPlace.input.parse(placement(dish.id)))
    // the node knows both customers from now on, so that it reads nothing before the batch
    const before = await another()
    const first = await placeOrder(impatient.id, wanted)
    const key = { accountId: impatient.id, requestId: wanted.requestId }
    // as when the payment service has answered
    await gateway.database.transact((transaction) => replace(transaction, key, () => first))
    const answers = await Promise.all([placeOrder(impatient.id, wanted), placeOrder(impatient.id, wanted), another()])
    expect(sizes, 'one batch').to.deep.equal([1, 1, 3])
    expect(answers.slice(0, 2)).to.deep.equal([first, first])
    expect(answers[2]?.order.id).to.be.a('string').and.not.to.be.oneOf([before.order.id, first.order.id])
    expect(await ordersOf(other.id)).to.equal(2)
  })

  it('repeats the whole answer, even if things have changed since', async () => {
    const [removable] = await gateway.database.query<{ product: string; ingredient: string }>(
      'select product_id as product, ingredient_id as ingredient from recipes where removable limit 1',
    )
    if (!removable) throw new Error('the sample menu has such a dish')
    const { product: productId, ingredient } = removable
    const request = placement(dish.id, {
      items: [
        { productId, quantity: 2, exclude: [ingredient], note: 'crisp' },
        { productId: dish.id, quantity: 1 },
      ],
      delivery: {
        address: 'Hlavná 1',
        location: { lat: 48.15, lng: 17.11 },
        contactName: 'Jana',
        phone: '+421 900 123 456',
        at: new Date(Date.now() + 5 * 3_600_000).toISOString(),
      },
      note: 'second floor',
      acceptDietaryConflicts: true,
    })
    const first = await customer.client.request('order:place', request)
    await gateway.database.query('update products set price = price + 100, name = name || $2 where id = $1', [productId, ' (new)'])
    const second = await customer.client.request('order:place', request)
    await gateway.database.query(`update products set price = price - 100, name = replace(name, ' (new)', '') where id = $1`, [productId])
    expect(second).to.deep.equal(first)
  })

  it('repeats the answer as it was, whatever has become of the order', async () => {
    const staff = await staffOf(gateway)
    const again = async (request: ReturnType<typeof placement>, first: unknown) =>
      expect(await customer.client.request('order:place', request)).to.deep.equal(first)
    // a moment with fractions of a millisecond
    const at = new Date(Date.now() + 5 * 3_600_000).toISOString().replace('Z', '987Z')
    const requests = [placement(dish.id, { note: 'ring twice' }), placement(dish.id, { delivery: { address: 'Hlavná 1', at } })]
    const [delivered, later] = await Promise.all(requests.map((request) => customer.client.request('order:place', request)))
    if (!delivered || !later) throw new Error('they are placed')
    for (const [n, first] of [delivered, later].entries()) await again(requests[n] ?? placement(dish.id), first)

    await gateway.database.query(
      'update store set early_minutes = early_minutes + 7, late_minutes = late_minutes + 7, delivery_fee = delivery_fee + 1',
    )
    await bring(staff, delivered.order, 'delivered')
    await customer.client.request('order:rate', { orderId: delivered.order.id, rating: 5 })
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: later.order.id, reason: 'other' })
    for (const [n, first] of [delivered, later].entries()) await again(requests[n] ?? placement(dish.id), first)
    await gateway.database.query(
      'update store set early_minutes = early_minutes - 7, late_minutes = late_minutes - 7, delivery_fee = delivery_fee - 1',
    )

    // and no longer than other answers
    await gateway.database.query("update orders set placed_at = placed_at - interval '49 hours' where id = $1", [delivered.order.id])
    expect(await refusal(customer.client.request('order:place', requests[0] ?? placement(dish.id)))).to.include({
      reason: 'request_id_reused',
    })
  })

  it('refuses another request under the requestId of an order, and an order under that of another request', async () => {
    const request = placement(dish.id)
    const { order } = await customer.client.request('order:place', request)
    const cancel = { requestId: request.requestId, orderId: order.id, reason: 'other' } as const
    expect(await refusal(customer.client.request('order:cancel', cancel))).to.include({ reason: 'request_id_reused' })
    const { requestId } = { ...cancel, requestId: randomUUID() }
    await customer.client.request('order:cancel', { ...cancel, requestId })
    expect(await refusal(customer.client.request('order:place', { ...request, requestId }))).to.include({ reason: 'request_id_reused' })
  })

  it('sells exactly 10 portions to 40 customers who compete for the last 10', async () => {
    const { id, ingredientId } = await scarceDish(10, null)
    const racers = await Promise.all(Array.from({ length: 40 }, () => arrive(gateway)))
    const outcomes = await Promise.allSettled(racers.map(({ client }) => client.request('order:place', placement(id))))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(10)
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue
      expect(await refusal(Promise.reject(outcome.reason))).to.include({ code: 'failed_precondition', reason: 'insufficient_stock' })
      expect(await ordersOf(racers[n]?.id ?? '')).to.equal(0)
    }
    const [stock] = await gateway.database.query('select on_hand, reserved from stock where ingredient_id = $1', [ingredientId])
    expect(stock).to.deep.equal({ on_hand: 10, reserved: 10 })
    for (const { client } of racers) client.close()
  })

  it('says which dish lacks which ingredient, and how many portions are still possible', async () => {
    const { id, ingredientId } = await scarceDish(3, null)
    const attempt = customer.client.request('order:place', placement(id, { items: [{ productId: id, quantity: 4 }] }))
    expect((await refusal(attempt)).details).to.deep.equal({
      shortages: [
        { line: 0, productId: id, name: id, ingredient: { id: ingredientId, name: ingredientId }, possible: 3, removable: false },
      ],
    })
  })

  it('waits for the store when the warehouse has too little, and requests a restock', async () => {
    const { id, ingredientId } = await scarceDish(1, 45)
    const items = [{ productId: id, quantity: 3 }]
    const { acceptDietaryConflicts, requestId, note, ...content } = placement(id, { items })
    const quote = await customer.client.request('order:quote', content)
    expect(quote.shortages[0]).to.include({ possible: 1, restockMinutes: 45 })
    const { order } = await customer.client.request('order:place', { ...content, requestId })
    expect(Date.parse(order.eta.earliest) - Date.parse(order.placedAt)).to.be.greaterThan(45 * 60_000)
    const requested = await gateway.database.query('select quantity from restock_requests where ingredient_id = $1', [ingredientId])
    expect(requested).to.deep.equal([{ quantity: 50 }])
  })

  it('leaves out an excluded ingredient, if it can be left out', async () => {
    const [removable] = await gateway.database.query<{ product: string; ingredient: string; quantity: number }>(
      'select product_id as product, ingredient_id as ingredient, quantity from recipes where removable limit 1',
    )
    const [fixed] = await gateway.database.query<{ ingredient: string }>(
      'select ingredient_id as ingredient from recipes where not removable and product_id = $1 limit 1',
      [removable?.product],
    )
    if (!removable || !fixed) throw new Error('the sample menu has such dishes')
    const reserved = async () =>
      (await gateway.database.query<{ reserved: number }>('select reserved from stock where ingredient_id = $1', [removable.ingredient]))[0]
        ?.reserved
    const before = await reserved()
    const items = (exclude: string[]) => ({ items: [{ productId: removable.product, quantity: 1, exclude }] })
    const { order } = await customer.client.request('order:place', placement(removable.product, items([removable.ingredient])))
    expect(order.items[0]?.exclude).to.deep.equal([removable.ingredient])
    expect(await reserved()).to.equal(before)
    for (const impossible of [fixed.ingredient, randomUUID()]) {
      const failure = await refusal(customer.client.request('order:place', placement(removable.product, items([impossible]))))
      expect(failure).to.include({ code: 'invalid_argument', reason: 'ingredient_not_removable' })
      expect(failure.message).to.include('items[0].exclude')
    }
  })

  it('refuses a dish against the dietary restrictions, unless the customer accepts it or excludes the ingredient', async () => {
    const [product] = await gateway.database.query<{ id: string; ingredient: string }>(
      `select r.product_id as id, r.ingredient_id as ingredient from recipes r join ingredients i on i.id = r.ingredient_id
       where r.removable and 'milk' = any (i.unfit_for) and not exists (
         select from recipes o join ingredients x on x.id = o.ingredient_id
         where o.product_id = r.product_id and o.ingredient_id <> r.ingredient_id and 'milk' = any (x.unfit_for)) limit 1`,
    )
    if (!product) throw new Error('the sample menu has such a dish')
    const person = await arrive(gateway, { dietaryRestrictions: ['milk'] })
    const failure = await refusal(person.client.request('order:place', placement(product.id)))
    expect(failure).to.include({ code: 'failed_precondition', reason: 'dietary_conflict' })
    expect(failure.details).to.have.nested.property('dietaryConflicts[0].ingredients[0].id', product.ingredient)
    await person.client.request('order:place', placement(product.id, { acceptDietaryConflicts: true }))
    await person.client.request(
      'order:place',
      placement(product.id, { items: [{ productId: product.id, quantity: 1, exclude: [product.ingredient] }] }),
    )
    person.client.close()
  })

  it('schedules a delivery within the allowed range', async () => {
    const at = (ms: number) => ({ delivery: { address: 'Later 1', at: new Date(Date.now() + ms).toISOString() } })
    const { order } = await customer.client.request('order:place', placement(dish.id, at(5 * 3_600_000)))
    expect(order.delivery.at).to.be.a('string')
    expect(Date.parse(order.eta.latest)).to.be.greaterThan(Date.parse(order.delivery.at ?? ''))
    for (const ms of [-60_000, 15 * 86_400_000]) {
      const attempt = customer.client.request('order:place', placement(dish.id, at(ms)))
      expect(await refusal(attempt)).to.include({ code: 'invalid_argument', reason: 'delivery_time_not_possible' })
    }
  })

  it('refuses a dish that does not exist or is not available, and names it', async () => {
    const unknown = await refusal(customer.client.request('order:place', placement(randomUUID())))
    expect(unknown).to.include({ code: 'not_found', reason: 'product_not_found' })
    expect(unknown.message).to.include('items[0].productId')
    const { id } = await scarceDish(5, null)
    await gateway.database.query('update products set available = false where id = $1', [id])
    const attempt = customer.client.request('order:place', placement(id))
    expect(await refusal(attempt)).to.include({ code: 'failed_precondition', reason: 'product_unavailable' })
  })

  it('refuses one bad order without failing the others of the batch', async () => {
    const { id } = await scarceDish(1, null)
    const crowd = await Promise.all(Array.from({ length: 12 }, () => arrive(gateway)))
    const wanted = (n: number) => (n % 3 === 0 ? placement(dish.id) : n % 3 === 1 ? placement(randomUUID()) : placement(id))
    const outcomes = await Promise.allSettled(crowd.map(({ client }, n) => client.request('order:place', wanted(n))))
    const fine = outcomes.filter((_, n) => n % 3 === 0)
    expect(fine.every(({ status }) => status === 'fulfilled')).to.equal(true)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(5)
    for (const { client } of crowd) client.close()
  })

  it('refuses what is sold out, and says what is left, without a statement beside the batch', async () => {
    const { id, ingredientId } = await scarceDish(2, null)
    let asked = 0
    const counted: Database = {
      ...gateway.database,
      query: (sql, bind) => {
        asked += 1
        return gateway.database.query(sql, bind)
      },
    }
    const assessor = assessorOn(counted)
    const placeOrder = createPlaceOrder(counted, { providerOf: () => 'door', payMinutes: 15, onBatch: () => undefined, assessor })
    const refused = z.object({
      shortages: z
        .object({ ingredient: z.object({ id: z.string() }), possible: z.number() })
        .array()
        .optional(),
    })
    const wanted = (quantity: number) => orderPlace.input.parse(placement(id, { items: [{ productId: id, quantity }] }))
    const people = await Promise.all(Array.from({ length: 8 }, () => makePerson(gateway.database)))
    // the node reads the shop and the accounts
    await Promise.all(
      people.map(({ id }) => assessor.draft({ accountId: id, input: wanted(1), hash: Buffer.alloc(32), provider: 'door', payMinutes: 15 })),
    )
    asked = 0
    const possible = async (quantity: number) => {
      const tries = await Promise.allSettled(people.map(({ id }) => placeOrder(id, wanted(quantity))))
      const reasons = tries.flatMap((tried): unknown[] => (tried.status === 'rejected' ? [tried.reason] : []))
      return reasons.map((reason) => {
        const { shortages = [] } = refused.parse(reason instanceof AppError ? reason.particulars.details : reason)
        return shortages.map((each) => [each.ingredient.id, each.possible])
      })
    }
    // more than there is, more than is left after those before them, and when nothing is left
    expect(await possible(3)).to.deep.equal(Array(8).fill([[ingredientId, 2]]))
    expect(await possible(1)).to.deep.equal(Array(6).fill([[ingredientId, 0]]))
    expect(await possible(1)).to.deep.equal(Array(8).fill([[ingredientId, 0]]))
    expect(asked).to.equal(0)
  })

  it('finds the order that fails a batch in a few statements, and places the others', async () => {
    let statements = 0
    const counted: Database = {
      ...gateway.database,
      call: (name, args, options) => {
        statements += 1
        return gateway.database.call(name, args, options)
      },
    }
    const placing = { providerOf: () => 'door', payMinutes: 15, onBatch: () => undefined, assessor: assessorOn(gateway.database) }
    const placeOrder = createPlaceOrder(counted, placing)
    const people = await Promise.all(Array.from({ length: 64 }, () => makePerson(gateway.database)))
    // the contract refuses such a time: it stands for a fault that we do not know yet
    const broken = { address: 'Late 1', at: 'the day after tomorrow' }
    const wanted = () => orderPlace.input.parse(placement(dish.id))
    const outcomes = await Promise.allSettled(
      people.map(({ id }, n) => placeOrder(id, { ...wanted(), ...(n === 40 && { delivery: broken }) })),
    )
    expect(outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).to.deep.equal([40])
    // the batch, then both halves of every part that fails
    expect(statements).to.be.at.most(1 + 2 * Math.log2(64))
  })

  it('refuses a time with too many fractional digits, and names the field', async () => {
    const soon = new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 19)
    const at = (digits: number) => placement(dish.id, { delivery: { address: 'Later 1', at: `${soon}.${'1'.repeat(digits)}Z` } })
    const { order } = await customer.client.request('order:place', at(9))
    expect(order.delivery.at).to.equal(`${soon}.111Z`)
    for (const digits of [10, 150, 60_000]) {
      const failure = await refusal(customer.client.request('order:place', at(digits)))
      expect(failure).to.include({ code: 'invalid_argument' })
      expect(failure.details).to.deep.equal({ fields: ['delivery.at'], faults: [{ field: 'delivery.at', rule: 'too_long', limit: 30 }] })
    }
  })

  it('waits in line where other requests of the customer never leave the feed head free', async () => {
    const busy = connectToDatabase(gateway.databaseUrl)
    let isOver = false
    const holdAgainAndAgain = async () => {
      const sql = 'select pg_sleep(0.1) from (select from feed_heads where account_id = $1 for no key update) h'
      while (!isOver) await busy.database.query(sql, [customer.id])
    }
    const requests = Array.from({ length: 4 }, holdAgainAndAgain)
    const isHeld =
      "select 1 from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%' and wait_event_type = 'Lock'"
    await until(async () => (await gateway.database.query(isHeld)).length > 0, 'requests wait for each other')
    try {
      const { order } = await customer.client.request('order:place', placement(dish.id))
      expect(order.status).to.equal('placed')
    } finally {
      isOver = true
      await Promise.all(requests)
      await busy.drop()
    }
  })

  it('tries a batch again that conflicts with other changes again and again', async () => {
    const { database } = gateway
    let conflicts = 2
    const call: Database['call'] = (...args) => (conflicts-- > 0 ? Promise.reject(new AppError('conflict')) : database.call(...args))
    const options = { providerOf: () => 'door', payMinutes: 15, onBatch: () => undefined, assessor: assessorOn(database) }
    const place = createPlaceOrder({ ...database, call }, options)
    const { order } = await place(customer.id, orderPlace.input.parse(placement(dish.id)))
    expect(order.status).to.equal('placed')
  })

  it('does not wait for readers', async () => {
    const other = connectToDatabase(gateway.databaseUrl)
    const lock = (on: Queryable) => on.query('select pg_advisory_xact_lock(7)')
    const { readers, pending } = await holding(other.database, async (transaction) => {
      await lock(transaction)
      const readers = Promise.all(Array.from({ length: 20 }, () => lock(gateway.database)))
      await until(() => gateway.database.pool().waiting > 0, 'the pool is full')
      let answered = false
      const pending = customer.client.request('order:pending', {}).then(() => {
        answered = true
      })
      await customer.client.request('order:place', placement(dish.id))
      expect(answered).to.equal(false)
      return { readers, pending }
    })
    await Promise.all([readers, pending])
    await other.drop()
  })

  it('pages through the history, and new orders do not shift the pages', async () => {
    const person = await arrive(gateway)
    const place = async () => (await person.client.request('order:place', placement(dish.id))).order.id
    const placed = [await place(), await place(), await place(), await place(), await place()]
    const first = await person.client.request('order:list', { limit: 2 })
    await place()
    const rest = await person.client.request('order:list', { limit: 3, cursor: first.nextCursor })
    expect([...first.orders, ...rest.orders].map(({ id }) => id)).to.deep.equal(placed.reverse())
    expect(rest.nextCursor).to.equal(undefined)
    expect((await person.client.request('order:list', { status: 'cancelled' })).orders).to.deep.equal([])
    expect(await refusal(person.client.request('order:list', { cursor: 'bm9wZQ' }))).to.include({ code: 'invalid_argument' })
    person.client.close()
  })
})
