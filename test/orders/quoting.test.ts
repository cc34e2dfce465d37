import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { DietaryRestriction } from '../../src/contract/index.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('order:quote', () => {
  let gateway: TestGateway
  let statements: string[] = []
  let productId: string

  before(async () => {
    gateway = await startTestGateway({ onQuery: (sql) => void statements.push(sql) })
    productId = (await anyDish(gateway)).id
    await gateway.database.query(`update store set limits = '{"openOrders": 2}'`)
  })
  after(() => gateway.stop())

  const content = (quantity = 1) => {
    const { requestId, note, acceptDietaryConflicts, ...asked } = placement(productId, { items: [{ productId, quantity }] })
    return asked
  }
  const quote = ({ client }: Customer, quantity?: number) => client.request('order:quote', content(quantity))
  const place = async ({ client }: Customer) => (await client.request('order:place', placement(productId))).order

  /** Statements about quotes; the node looks at the shop in the background. */
  const asked = () => statements.filter((sql) => /open_orders|dietary_restrictions/.test(sql))

  it('asks PostgreSQL once for a customer, and then nothing', async () => {
    const customer = await arrive(gateway)
    await quote(customer)
    statements = []
    for (let n = 0; n < 20; n += 1) await quote(customer, n + 1)
    expect(asked()).to.deep.equal([])
    customer.client.close()
  })

  it('reads customers who ask for the first time at the same moment together', async () => {
    const crowd = await Promise.all(Array.from({ length: 30 }, () => arrive(gateway)))
    statements = []
    await Promise.all(crowd.map((customer) => quote(customer)))
    expect(asked().length).to.be.within(1, 29)
    for (const { client } of crowd) client.close()
  })

  it('knows at once what the customer has just ordered and cancelled', async () => {
    const customer = await arrive(gateway)
    await until(async () => (await refusal(place(customer))) && true, 'the account has as many orders as it may have')
    const [obstacle] = (await quote(customer)).obstacles
    expect(obstacle).to.deep.include({ reason: 'too_many_open_orders' })
    expect(obstacle?.details).to.deep.include({ allowed: { openOrders: 2 }, openOrders: 2 })
    const [order] = (await customer.client.request('order:pending', {})).orders
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order?.id ?? '', reason: 'other' })
    expect((await quote(customer)).obstacles).to.deep.equal([])
    customer.client.close()
  })

  it('knows at once that the kitchen has switched a dish off or on', async () => {
    const customer = await arrive(gateway)
    const kitchen = await connectNewStaff(gateway, 'kitchen')
    for (const available of [true, false, true, false, true]) {
      await kitchen.client.request('menu:set_availability', { productId, available })
      expect((await quote(customer)).items[0]?.available).to.equal(available)
    }
    for (const { client } of [customer, kitchen]) client.close()
  })

  it('knows at once what the customer does not eat, and that a manager has blocked or unblocked them', async () => {
    const customer = await arrive(gateway)
    const manager = await connectNewStaff(gateway, 'manager')
    const [dish] = await gateway.database.query<{ id: string; allergen: DietaryRestriction }>(
      'select id, allergens[1] as allergen from menu where cardinality(allergens) > 0 order by name limit 1',
    )
    const conflicts = async () =>
      (await customer.client.request('order:quote', { ...content(), items: [{ productId: dish?.id ?? '', quantity: 1 }] })).dietaryConflicts
    if (!dish) throw new Error('no dish contains an allergen')
    expect(await conflicts()).to.deep.equal([])
    await customer.client.request('account:update', { dietaryRestrictions: [dish.allergen] })
    expect((await conflicts())[0]?.conflicts).to.deep.equal([dish.allergen])

    const about = { accountId: customer.id }
    await manager.client.request('customer:block', { requestId: randomUUID(), ...about, reason: 'Never opens.' })
    expect((await quote(customer)).obstacles).to.deep.equal([{ reason: 'customer_blocked', details: {} }])
    await manager.client.request('customer:unblock', { requestId: randomUUID(), ...about })
    expect((await quote(customer)).obstacles).to.deep.equal([])
    for (const { client } of [customer, manager]) client.close()
  })

  it('knows prices, settings and stock that another program has changed within seconds, and a new dish at once', async () => {
    const customer = await arrive(gateway)
    const { total } = await quote(customer)
    await gateway.database.query('update store set delivery_fee = delivery_fee + 100')
    await gateway.database.query('update stock set on_hand = reserved')
    await until(async () => (await quote(customer)).total.amount === total.amount + 100, 'the fee')
    await until(async () => (await quote(customer)).shortages.length > 0, 'the stock')
    const id = randomUUID()
    await gateway.database.query(
      `insert into products (id, category_id, name, description, price, prep_minutes) select $1, id, 'Brand new', '', 777, 5 from categories limit 1`,
      [id],
    )
    const { subtotal } = await customer.client.request('order:quote', { ...content(), items: [{ productId: id, quantity: 2 }] })
    expect(subtotal.amount).to.equal(2 * 777)
    const unknown = await refusal(
      customer.client.request('order:quote', { ...content(), items: [{ productId: randomUUID(), quantity: 1 }] }),
    )
    expect(unknown).to.include({ reason: 'product_not_found' })
    expect(unknown.details).to.deep.include({ fields: ['items[0].productId'] })
    customer.client.close()
  })
})
