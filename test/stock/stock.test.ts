import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

describe('the stock', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
  })
  after(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  /** A new ingredient that is low at 5, and a dish of one portion of it. */
  const makeDish = async (onHand: number) => {
    const [ingredientId, productId] = [randomUUID(), randomUUID()]
    await gateway.database.query(
      `with i as (insert into ingredients (id, name, unit, restock_minutes, restock_quantity, low_level) values ($1, $1::uuid::text, 'piece', 20, 50, 5)),
       s as (insert into stock (ingredient_id, on_hand) values ($1, $3)),
       p as (insert into products (id, category_id, name, description, price, prep_minutes)
         select $2, c.id, $2::uuid::text, '', 500, 10 from categories c limit 1)
       insert into recipes (product_id, ingredient_id, quantity) values ($2, $1, 1)`,
      [ingredientId, productId, onHand],
    )
    const place = async (quantity: number) =>
      (await customer.client.request('order:place', placement(productId, { items: [{ productId, quantity }] }))).order
    const receive = async (quantity: number) =>
      (await staff.warehouse.client.request('stock:receive', { requestId: randomUUID(), ingredientId, quantity })).stock
    const stock = async () =>
      (await staff.manager.client.request('stock:list', {})).stock.find(({ ingredient: { id } }) => id === ingredientId) ??
      expect.fail('no such ingredient')
    return { ingredientId, place, receive, stock }
  }

  const lowOf = ({ client }: Staff[keyof Staff], ingredientId: string) =>
    client.heard.flatMap(({ event, payload }) => {
      const low = payload as { ingredient: { id: string }; onHand: number; reserved: number }
      return event === 'stock:low' && low.ingredient.id === ingredientId ? [low.onHand - low.reserved] : []
    })

  it('is pushed to the warehouse and the managers once when it becomes low, and again after a refill', async () => {
    const { ingredientId, place, receive } = await makeDish(8)
    for (const quantity of [2, 1, 1]) await place(quantity)
    await receive(10)
    await place(9)
    // the answers arrive after all earlier pushes
    for (const { client } of Object.values(staff)) await client.request('queue:list', {})
    for (const member of [staff.warehouse, staff.manager]) expect(lowOf(member, ingredientId)).to.deep.equal([5, 5])
    for (const member of [staff.kitchen, staff.courier]) expect(lowOf(member, ingredientId)).to.deep.equal([])
  })

  it('stays requested from the store until everything requested has arrived', async () => {
    const { place, receive, stock } = await makeDish(1)
    await place(3)
    const asked = await stock()
    expect(asked).to.include({ onHand: 1, reserved: 3, requested: 50 })
    expect(asked).to.have.property('restockDueAt')
    const part = await receive(20)
    expect(part).to.include({ onHand: 21, reserved: 3, requested: 30, restockDueAt: asked.restockDueAt })
    await receive(30)
    const whole = await stock()
    expect(whole).to.include({ onHand: 51, reserved: 3, requested: 0 })
  })

  it('is not used by the kitchen before it has arrived', async () => {
    const { ingredientId, place, receive, stock } = await makeDish(1)
    const order = await place(3)
    await advance(staff.warehouse, order.id, 'confirmed')
    expect(await refusal(advance(staff.kitchen, order.id, 'in_preparation'))).to.deep.include({
      code: 'failed_precondition',
      reason: 'insufficient_stock',
      details: { ingredients: [ingredientId] },
    })
    expect(await stock()).to.include({ onHand: 1, reserved: 3 })
    await receive(50)
    await advance(staff.kitchen, order.id, 'in_preparation')
    expect(await stock()).to.include({ onHand: 48, reserved: 0 })
  })

  it('has no open request after it has arrived', async () => {
    const { place, receive } = await makeDish(0)
    await place(1)
    const whole = await receive(50)
    expect(whole).to.include({ onHand: 50, requested: 0 }).and.not.to.have.property('restockDueAt')
  })
})
