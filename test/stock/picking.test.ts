import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, placement, type Staff, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { refusal } from '../support/refusal.ts'

describe('picking', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>
  let scarce: Awaited<ReturnType<typeof makeOwnDish>>
  let plenty: Awaited<ReturnType<typeof makeOwnDish>>

  beforeEach(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
    scarce = await makeOwnDish(gateway, { onHand: 5 }, 'Beans')
    plenty = await makeOwnDish(gateway, { onHand: 1000, removable: true }, 'Corn')
  })
  afterEach(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  const place = async (items: { productId: string; quantity: number; exclude?: string[] }[], more = {}) =>
    (await customer.client.request('order:place', placement('', { items, ...more }))).order
  const beans = (quantity: number) => ({ productId: scarce.productId, quantity })
  const corn = (quantity: number) => ({ productId: plenty.productId, quantity })
  const list = (input = {}) => staff.warehouse.client.request('pick:list', input)
  const needs = (name: string, quantity: number, available: number) => ({
    ingredient: { id: name === 'Beans' ? scarce.ingredientId : plenty.ingredientId, name },
    unit: 'piece',
    quantity,
    available,
  })

  it('is listed by order and in total, without what is left out, and what is there goes to the orders that came first', async () => {
    const first = await place([beans(2), corn(3), beans(1)])
    const second = await place([corn(1), beans(4)])
    const third = await place([{ ...corn(7), exclude: [plenty.ingredientId] }, corn(2)])
    await advance(staff.warehouse, second.id, 'confirmed')
    const { orders, totals } = await list()
    expect(orders.map(({ id, number, status, ready, picks }) => ({ id, number, status, ready, picks }))).to.deep.equal([
      { id: first.id, number: first.number, status: 'placed', ready: true, picks: [needs('Beans', 3, 3), needs('Corn', 3, 3)] },
      { id: second.id, number: second.number, status: 'confirmed', ready: false, picks: [needs('Beans', 4, 2), needs('Corn', 1, 1)] },
      { id: third.id, number: third.number, status: 'placed', ready: true, picks: [needs('Corn', 2, 2)] },
    ])
    expect(totals).to.deep.equal([needs('Beans', 7, 5), needs('Corn', 6, 6)])
    expect((await list({ status: 'confirmed' })).orders.map(({ id }) => id)).to.deep.equal([second.id])
  })

  it('ends when the kitchen begins, and is listed in the order in which work begins, page by page', async () => {
    const later = await place([beans(1)], { delivery: { address: 'Hlavná 1', at: new Date(Date.now() + 5 * 3_600_000).toISOString() } })
    const orders = [await place([beans(1)]), await place([corn(1)]), await place([corn(1)])]
    expect(
      (await list()).orders.map(({ id }) => id),
      'one for later is not picked yet',
    ).to.deep.equal(orders.map(({ id }) => id))
    await gateway.database.query('update orders set released_at = now() where id = $1', [later.id])
    const page = await list({ limit: 2 })
    const rest = await list({ limit: 2, cursor: page.nextCursor })
    expect([...page.orders, ...rest.orders].map(({ id }) => id)).to.deep.equal([...orders, later].map(({ id }) => id))
    expect(page.totals).to.deep.equal([needs('Beans', 1, 1), needs('Corn', 1, 1)])
    expect(rest).not.to.have.property('nextCursor')
    const [begun] = orders
    await advance(staff.warehouse, begun?.id ?? '', 'confirmed')
    await advance(staff.kitchen, begun?.id ?? '', 'in_preparation')
    expect((await list()).orders.map(({ id }) => id)).not.to.include(begun?.id)
    expect((await list({ limit: 1 })).totals).to.deep.equal([needs('Corn', 1, 1)])
  })

  it('never begins with what an order before has reserved', async () => {
    const waiting = await place([beans(4)])
    const small = await place([beans(1)])
    const large = await place([beans(3)])
    for (const { id } of [waiting, small, large]) await advance(staff.warehouse, id, 'confirmed')
    // one is left, but three are needed; and after a delivery of two, the three are there for this order alone
    expect(await refusal(advance(staff.kitchen, large.id, 'in_preparation'))).to.include({ reason: 'insufficient_stock' })
    const receive = (quantity: number) =>
      staff.warehouse.client.request('stock:receive', { requestId: randomUUID(), ingredientId: scarce.ingredientId, quantity })
    await receive(2)
    expect((await list()).orders.map(({ ready }) => ready)).to.deep.equal([true, true, false])
    expect(await refusal(advance(staff.kitchen, large.id, 'in_preparation'))).to.deep.include({ details: { ingredients: ['Beans'] } })
    await receive(1)
    await advance(staff.kitchen, large.id, 'in_preparation')
    await advance(staff.kitchen, waiting.id, 'in_preparation')
    await advance(staff.kitchen, small.id, 'in_preparation')
  })

  it('is for the warehouse and managers', async () => {
    await staff.manager.client.request('pick:list', {})
    for (const { client } of [staff.kitchen, staff.courier])
      expect(await refusal(client.request('pick:list', {}))).to.include({ reason: 'role_required' })
  })
})
