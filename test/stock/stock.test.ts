import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, placement, type Staff, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
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

  const makeDish = async (onHand: number) => {
    const { ingredientId, productId } = await makeOwnDish(gateway, { onHand })
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

  it('is found by a part of the name, with or without accents', async () => {
    const { ingredientId } = await makeOwnDish(gateway, { onHand: 1 }, 'Bryndzový Sýr 100%')
    const find = async (search: string) =>
      (await staff.warehouse.client.request('stock:list', { search })).stock.map(({ ingredient: { id } }) => id)
    for (const search of ['bryndzovy', 'ÝR 1', 'zový sy', '0%']) expect(await find(search), search).to.deep.equal([ingredientId])
    expect(await find('_')).to.deep.equal([])
    const [first, ...others] = await find('a')
    const page = await staff.warehouse.client.request('stock:list', { search: 'A', limit: 1 })
    expect(page.stock.map(({ ingredient: { id } }) => id)).to.deep.equal([first])
    const rest = await staff.warehouse.client.request('stock:list', { search: 'A', cursor: page.nextCursor })
    expect(rest.stock.map(({ ingredient: { id } }) => id)).to.deep.equal(others)
  })

  it('has no open request after it has arrived', async () => {
    const { place, receive } = await makeDish(0)
    await place(1)
    const whole = await receive(50)
    expect(whole).to.include({ onHand: 50, requested: 0 }).and.not.to.have.property('restockDueAt')
  })
})
