import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, placement, type Staff, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { refusal } from '../support/refusal.ts'

describe('a corrected stock', () => {
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

  const adjusting = (ingredientId: string, onHand: number, more = {}) =>
    ({ requestId: randomUUID(), ingredientId, onHand, reason: 'count', ...more }) as const
  const adjust = async (ingredientId: string, onHand: number, more = {}) =>
    (await staff.warehouse.client.request('stock:adjust', adjusting(ingredientId, onHand, more))).stock
  const place = async (productId: string, quantity: number) =>
    (await customer.client.request('order:place', placement(productId, { items: [{ productId, quantity }] }))).order
  const listed = async (ingredientId: string) => (await staff.warehouse.client.request('stock:list', { search: ingredientId })).stock
  const movementsOf = (ingredientId: string) =>
    gateway.database.query(
      `select cause, quantities[array_position(ingredient_ids, $1)] as quantity, account_id as "accountId", note
       from stock_movements where $1 = any (ingredient_ids) order by id`,
      [ingredientId],
    )

  it('is possible for what was retired, as long as an order holds it', async () => {
    const { ingredientId, productId } = await makeOwnDish(gateway, { onHand: 5, restockMinutes: null })
    const order = await place(productId, 5)
    await gateway.database.query('update ingredients set retired_at = now() where id = $1', [ingredientId])
    expect(await adjust(ingredientId, 2)).to.include({ onHand: 2, reserved: 5 })
    expect((await listed(ingredientId))[0]).to.include({ onHand: 2, reserved: 5 })
    await advance(staff.manager, order.id, 'rejected')
    expect(await listed(ingredientId)).to.deep.equal([])
  })

  it('is what was counted, and the record says who changed it, by how much and why', async () => {
    const { ingredientId } = await makeOwnDish(gateway, { onHand: 20 })
    expect(await adjust(ingredientId, 23)).to.include({ onHand: 23, reserved: 0, requested: 0 })
    const spoilt = adjusting(ingredientId, 15, { reason: 'waste', note: 'Fridge 2 was open.' })
    const [one, other] = await Promise.all([
      staff.manager.client.request('stock:adjust', spoilt),
      staff.manager.client.request('stock:adjust', spoilt),
    ])
    expect(one.stock.onHand).to.equal(15)
    expect(other).to.deep.equal(one)
    const recorded = [
      { cause: 'opening', quantity: 20, accountId: null, note: null },
      { cause: 'count', quantity: 3, accountId: staff.warehouse.id, note: null },
      { cause: 'waste', quantity: -8, accountId: staff.manager.id, note: 'Fridge 2 was open.' },
    ]
    expect(await movementsOf(ingredientId)).to.deep.equal(recorded)
    for (const sql of ['update stock_movements set note = null', 'delete from stock_movements'])
      expect(await gateway.database.query(sql).catch((error: unknown) => error)).to.include({ code: 'P0001' })
    expect(await movementsOf(ingredientId)).to.deep.equal(recorded)
  })

  it('may be less than the orders have reserved: the store is asked for what they lack', async () => {
    const { ingredientId, productId } = await makeOwnDish(gateway, { onHand: 20 })
    await place(productId, 12)
    expect(await adjust(ingredientId, 4))
      .to.include({ onHand: 4, reserved: 12, requested: 50 })
      .and.to.have.property('restockDueAt')
    // the same count again asks for nothing more
    expect(await adjust(ingredientId, 4)).to.include({ onHand: 4, reserved: 12, requested: 50 })
  })

  it('leaves the last orders waiting where the store has none, and the dish cannot be ordered', async () => {
    const { ingredientId, productId } = await makeOwnDish(gateway, { onHand: 10, restockMinutes: null })
    const [first, last] = [await place(productId, 4), await place(productId, 5)]
    expect(await adjust(ingredientId, 5)).to.include({ onHand: 5, reserved: 9, requested: 0 })
    expect(await refusal(place(productId, 1))).to.include({ reason: 'insufficient_stock' })
    for (const { id } of [first, last]) await advance(staff.warehouse, id, 'confirmed')
    expect(await refusal(advance(staff.kitchen, last.id, 'in_preparation'))).to.include({ reason: 'insufficient_stock' })
    await advance(staff.kitchen, first.id, 'in_preparation')
    await advance(staff.manager, last.id, 'rejected')
    expect(await adjust(ingredientId, 1)).to.include({ onHand: 1, reserved: 0 })
  })

  it('is pushed when it is low now', async () => {
    const { ingredientId } = await makeOwnDish(gateway, { onHand: 20 })
    await adjust(ingredientId, 6)
    await adjust(ingredientId, 5)
    await adjust(ingredientId, 4)
    await staff.manager.client.request('queue:list', {})
    const low = staff.manager.client.heard.flatMap(({ event, payload }) =>
      event === 'stock:low' && JSON.stringify(payload).includes(ingredientId) ? [payload] : [],
    )
    expect(low).to.deep.equal([{ ingredient: { id: ingredientId, name: ingredientId }, onHand: 5, reserved: 0 }])
  })

  it('is refused for an unknown ingredient, an impossible amount, and other roles', async () => {
    const { ingredientId } = await makeOwnDish(gateway, { onHand: 20 })
    expect(await refusal(adjust(randomUUID(), 1))).to.include({ reason: 'ingredient_not_found' })
    for (const onHand of [-1, 1.5, 2_000_000_000])
      expect(await refusal(adjust(ingredientId, onHand))).to.include({ code: 'invalid_argument' })
    expect(await refusal(staff.kitchen.client.request('stock:adjust', adjusting(ingredientId, 1)))).to.include({ reason: 'role_required' })
  })
})
