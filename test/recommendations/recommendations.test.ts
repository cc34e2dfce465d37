import { expect } from 'chai'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import type { Product } from '../../src/contract/index.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Database } from '../../src/database/database.ts'
import { createLogger } from '../../src/logger.ts'
import { countOrders } from '../../src/recommendations/count.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { bestDishes, type Past, type Reason } from '../support/recommending.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('recommendations', () => {
  let gateway: TestGateway
  let otherNode: Database
  let staff: Staff
  let menu: Product[]

  before(async () => {
    gateway = await startTestGateway()
    otherNode = connectDatabase(gateway.databaseUrl, { log: createLogger('silent') })
    staff = await staffOf(gateway)
    const { client } = await arrive(gateway)
    const pages = [await client.request('menu:list', { limit: 100 })]
    expect(pages[0]?.nextCursor).to.equal(undefined)
    menu = pages.flatMap(({ products }) => products)
    client.close()
  })
  after(async () => {
    await otherNode.close()
    await gateway.stop()
  })
  beforeEach(async () => {
    await gateway.database.query('truncate uncounted_orders, product_counts, pair_counts, customer_tastes')
    // otherwise the background takes dishes off the menu again that an earlier test has used up
    await gateway.database.query('update stock set on_hand = 1000000, reserved = 0')
    await gateway.database.query('update products set rating_sum = 0, rating_count = 0, available = true, in_stock = true')
  })

  const list = async ({ client }: Customer, limit?: number) =>
    (await client.request('recommendation:list', limit === undefined ? {} : { limit })).recommendations
  const allCounted = () =>
    until(async () => {
      await Promise.all([countOrders(gateway.database), countOrders(otherNode)])
      return (await gateway.database.query('select from uncounted_orders')).length === 0
    }, 'every order is counted')

  /** Writes past orders directly to the database, and delivers them by a change of their status. */
  const deliver = async (past: readonly Past[]) => {
    const delivered: { orderId: string; rating: number | undefined }[] = []
    for (const { accountId, dishes, rating } of past) {
      const orderId = uuidv7()
      delivered.push({ orderId, rating })
      await gateway.database.query(
        `with o as (
           insert into orders (id, account_id, request_id, status, payment_id, currency, subtotal, delivery_fee, delivery, cooking_minutes,
             delivery_minutes, restock_minutes, eta_earliest, eta_latest, eta_promised, timeline)
           values ($1, $2, $1, 'in_transit', $1, 'EUR', 0, 0, '{"address": "x"}', 1, 1, 0, now(), now(), now(), '[]') returning id
         ), p as (
           insert into payments (id, order_id, request_id, method, provider, status, amount, currency)
           select id, id, id, 'cash', 'door', 'succeeded', 0, 'EUR' from o
         )
         insert into order_items (order_id, line, product_id, name, quantity, unit_price)
         select o.id, line, product_id, 'dish', 1, 0 from o, unnest($3::uuid[]) with ordinality d(product_id, line)`,
        [orderId, accountId, dishes],
      )
      await gateway.database.query("update orders set status = 'delivered' where id = $1", [orderId])
    }
    return delivered
  }
  const rate = async (orders: Awaited<ReturnType<typeof deliver>>) => {
    for (const { orderId, rating } of orders) {
      if (rating !== undefined) await gateway.database.query('insert into ratings (order_id, rating) values ($1, $2)', [orderId, rating])
    }
  }
  const dishNamed = (name: string) => menu.find((dish) => dish.name === name) ?? expect.fail(`no dish ${name}`)
  const [soup, pizza, juice] = ['Tomato soup with basil', 'Pizza Margherita', 'Homemade lemonade']

  /** The texts of the reasons in English. */
  const sentence = (reason: Reason, names: Map<string, string>): string => {
    if ('together' in reason) return `Often ordered together with ${names.get(reason.together)}, which you like`
    if ('again' in reason) return `You have ordered it ${reason.again}×`
    return 'popular' in reason ? `Popular: ordered ${reason.popular}× by our customers` : 'New on the menu'
  }

  it('agree with a brute-force computation over all orders', async () => {
    const restrictions = ['vegetarian', 'vegan', 'gluten_free', 'halal', 'nuts', 'milk', 'fish'] as const
    const dishes = fc.array(fc.nat(29), { minLength: 1, maxLength: 6 })
    const world = fc.record({
      customers: fc.array(fc.subarray([...restrictions], { maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      orders: fc.array(fc.record({ customer: fc.nat(3), dishes, rating: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }) }), {
        maxLength: 40,
      }),
      ratings: fc.array(
        fc.record({ dish: fc.nat(menu.length - 1), stars: fc.integer({ min: 1, max: 5 }), count: fc.integer({ min: 1, max: 90 }) }),
      ),
      gone: fc.array(fc.nat(menu.length - 1), { maxLength: 20 }),
      limit: fc.integer({ min: 1, max: 50 }),
    })
    const names = new Map(menu.map(({ id, name }) => [id, name]))
    const idOf = (n: number) => menu[n]?.id ?? ''

    await fc.assert(
      fc
        .asyncProperty(world, async ({ customers, orders, ratings, gone, limit }) => {
          const people = await Promise.all(customers.map((dietaryRestrictions) => arrive(gateway, { dietaryRestrictions })))
          const past = orders.map(({ customer, dishes: numbers, rating }) => ({
            rating,
            accountId: people[customer % people.length]?.id ?? '',
            dishes: numbers.map(idOf),
          }))
          const rated = new Map(ratings.map(({ dish, stars, count }) => [idOf(dish), { sum: stars * count, count }]))
          for (const [id, { sum, count }] of rated) {
            await gateway.database.query('update products set rating_sum = $2, rating_count = $3 where id = $1', [id, sum, count])
          }
          await gateway.database.query('update products set available = false where id = any ($1)', [gone.map(idOf)])
          const half = Math.floor(past.length / 2)
          const first = await deliver(past.slice(0, half))
          await allCounted()
          await rate([...first, ...(await deliver(past.slice(half)))])
          await allCounted()

          for (const [n, person] of people.entries()) {
            const unfit = customers[n] ?? []
            const orderable = menu.filter(
              ({ id, diets, allergens }) =>
                !gone.some((each) => idOf(each) === id) &&
                unfit.every((each) =>
                  ['nuts', 'milk', 'fish'].includes(each) ? !allergens.some((a) => a === each) : diets.some((d) => d === each),
                ),
            )
            const expected = bestDishes({ past, accountId: person.id, candidates: orderable.map(({ id }) => id), ratings: rated })
            const answer = await list(person, limit)
            const best = expected.slice(0, limit)
            expect(answer).to.have.length(best.length)
            for (const [place, { score }] of best.entries()) expect(answer[place]?.score).to.be.closeTo(score, 0.0001)
            for (const { product, score, why } of answer) {
              const own = expected.find(({ id }) => id === product.id) ?? expect.fail(`${product.name} cannot be recommended`)
              expect(score).to.be.closeTo(own.score, 0.0001)
              expect(own.reasons.map((reason) => sentence(reason, names))).to.include(why)
            }
            person.client.close()
          }
        })
        .beforeEach(async () => {
          await gateway.database.query('truncate uncounted_orders, product_counts, pair_counts, customer_tastes')
          await gateway.database.query('update products set rating_sum = 0, rating_count = 0, available = true')
        }),
      { numRuns: 25 },
    )
  })

  it('learn from an order after its delivery, and not before', async () => {
    const customer = await arrive(gateway)
    const dish = dishNamed(soup).id
    const { order } = await customer.client.request('order:place', placement(dish))
    await bring(staff, order, 'in_transit')
    await allCounted()
    expect((await list(customer, 50)).map(({ why }) => why)).not.to.include('You have ordered it 1×')
    await staff.courier.client.request('payment:collect', { requestId: uuidv7(), orderId: order.id, amount: order.total })
    await advance(staff.courier, order.id, 'delivered')
    await until(async () => (await list(customer, 1))[0]?.why === 'You have ordered it 1×', 'the node counts it by itself')
    const [first] = await list(customer, 1)
    expect(first?.product).to.deep.equal((await customer.client.request('menu:get', { productId: dish })).product)
    customer.client.close()
  })

  it('give a new customer popular dishes, and new dishes if there are no orders', async () => {
    const [regular, newcomer] = [await arrive(gateway), await arrive(gateway)]
    expect(new Set((await list(newcomer)).map(({ why }) => why))).to.deep.equal(new Set(['New on the menu']))
    await deliver([
      { accountId: regular.id, dishes: [dishNamed(pizza).id, dishNamed(juice).id] },
      { accountId: regular.id, dishes: [dishNamed(pizza).id] },
    ])
    await allCounted()
    const [first, second] = await list(newcomer, 2)
    expect([first?.product.name, first?.why]).to.deep.equal([pizza, 'Popular: ordered 2× by our customers'])
    expect([second?.product.name, second?.why]).to.deep.equal([juice, 'Popular: ordered 1× by our customers'])
    for (const { client } of [regular, newcomer]) client.close()
  })

  it('are worded in the language of the account', async () => {
    const [regular, customer] = [await arrive(gateway), await arrive(gateway)]
    await customer.client.request('account:update', { locale: 'sk-SK' })
    expect((await list(customer, 1))[0]?.why).to.equal('Novinka v ponuke')
    await deliver([
      { accountId: regular.id, dishes: [dishNamed(pizza).id, dishNamed(juice).id] },
      { accountId: customer.id, dishes: [dishNamed(pizza).id] },
    ])
    await allCounted()
    const whys = (await list(customer, 2)).map(({ product, why }) => [product.name, why])
    expect(whys).to.deep.equal([
      ['Domáca limonáda', `Často sa objednáva spolu s tým, čo máte radi: ${pizza}`],
      [pizza, 'Objednali ste si to 1×'],
    ])
    for (const { client } of [regular, customer]) client.close()
  })

  it('immediately leave out dishes that are switched off, have run out or conflict with the restrictions', async () => {
    const customer = await arrive(gateway)
    await deliver([{ accountId: customer.id, dishes: [dishNamed(soup).id, dishNamed(pizza).id, dishNamed(juice).id] }])
    await allCounted()
    const names = async () => (await list(customer, 50)).map(({ product: { name } }) => name)
    expect((await names()).slice(0, 3)).to.have.members([soup, pizza, juice])
    await staff.kitchen.client.request('menu:set_availability', { productId: dishNamed(juice).id, available: false })
    expect(await names()).not.to.include(juice)
    await customer.client.request('account:update', { dietaryRestrictions: ['milk'] })
    expect(await names())
      .to.include(soup)
      .and.not.include(pizza)
    await gateway.database.query(
      `update stock set on_hand = 0, reserved = 0 from recipes r join ingredients i on i.id = r.ingredient_id
       where stock.ingredient_id = i.id and r.product_id = $1`,
      [dishNamed(soup).id],
    )
    await gateway.database.query(
      'update ingredients set restock_minutes = null where id in (select ingredient_id from recipes where product_id = $1)',
      [dishNamed(soup).id],
    )
    await until(async () => !(await names()).includes(soup), 'the menu knows')
    customer.client.close()
  })

  it('leave out dishes that can only be had with a choice that conflicts or is switched off', async () => {
    const customer = await arrive(gateway)
    const { database } = gateway
    const dish = dishNamed(juice).id
    const [option, choice] = [uuidv7(), uuidv7()]
    await database.query(
      `insert into options (id, product_id, code, name, position, min_choices, max_choices) values ($1, $2, 'syrup', 'Syrup', 1, 1, 1)`,
      [option, dish],
    )
    await database.query(
      `insert into choices (id, option_id, product_id, code, name, position, price, prep_minutes) values ($1, $2, $3, 'almond', 'Almond', 1, 0, 0)`,
      [choice, option, dish],
    )
    await database.query(
      `insert into choice_recipes (choice_id, ingredient_id, quantity) select $1, id, 1 from ingredients where code = 'almonds'`,
      [choice],
    )
    await deliver([{ accountId: customer.id, dishes: [dish] }])
    await allCounted()
    const names = async () => (await list(customer, 50)).map(({ product: { name } }) => name)
    expect(await names()).to.include(juice)
    await customer.client.request('account:update', { dietaryRestrictions: ['nuts'] })
    expect(await names(), 'the only choice conflicts').not.to.include(juice)
    await customer.client.request('account:update', { dietaryRestrictions: [] })
    await database.query('update choices set available = false where id = $1', [choice])
    expect(await names(), 'the only choice is switched off').not.to.include(juice)
    await database.query('delete from options where id = $1', [option])
    customer.client.close()
  })

  it('follow the ratings: more dishes like those the customer liked, and none that they disliked', async () => {
    const [regular, customer] = [await arrive(gateway), await arrive(gateway)]
    const good = { accountId: customer.id, dishes: [dishNamed(pizza).id] }
    const bad = { accountId: customer.id, dishes: [dishNamed(soup).id] }
    await deliver([
      { accountId: regular.id, dishes: [dishNamed(pizza).id, dishNamed(juice).id] },
      { accountId: regular.id, dishes: [dishNamed(soup).id, dishNamed('Bryndzové halušky').id] },
    ])
    const [, spoiled] = await deliver([good, bad])
    await allCounted()
    const names = async () => (await list(customer, 50)).map(({ product: { name } }) => name)
    const before = await names()
    expect(before.slice(0, 4)).to.have.members([pizza, soup, juice, 'Bryndzové halušky'])

    await customer.client.request('order:rate', { orderId: spoiled?.orderId ?? '', rating: 1 })
    const after = await names()
    expect(after).not.to.include(soup)
    expect(after.slice(0, 2)).to.deep.equal([juice, pizza])
    expect(after.indexOf('Bryndzové halušky')).to.be.greaterThan(1)
    for (const { client } of [regular, customer]) client.close()
  })

  it('forget a customer who deletes their account', async () => {
    const customer = await arrive(gateway)
    const order = { accountId: customer.id, dishes: [dishNamed(juice).id] }
    await deliver([order])
    await allCounted()
    await deliver([order])
    await gateway.database.query('select forget_account($1)', [customer.id])
    await allCounted()
    expect(await gateway.database.query('select from customer_tastes where account_id = $1', [customer.id])).to.deep.equal([])
    const [counted] = await gateway.database.query('select orders from product_counts where product_id = $1', [dishNamed(juice).id])
    expect(counted, 'the dish was ordered all the same').to.deep.equal({ orders: 2 })
    customer.client.close()
  })

  for (const limit of [0, 51, 1.5, '10']) {
    it(`refuse a limit of ${JSON.stringify(limit)}`, async () => {
      const customer = await arrive(gateway)
      const answer = await customer.client.raw('recommendation:list', { limit })
      expect(answer.ok ? answer : answer.error)
        .to.include({ code: 'invalid_argument' })
        .and.to.have.deep.nested.property('details.fields', ['limit'])
      customer.client.close()
    })
  }
})
