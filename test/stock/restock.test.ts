import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, placement, type Staff, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'

describe('a request to the store', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>
  let dish: Awaited<ReturnType<typeof makeOwnDish>>

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
  })
  beforeEach(async () => {
    dish = await makeOwnDish(gateway, { onHand: 0 })
  })
  after(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  const place = async (quantity: number) =>
    (await customer.client.request('order:place', placement('', { items: [{ productId: dish.productId, quantity }] }))).order
  const receive = async (quantity: number) => {
    const request = { requestId: randomUUID(), ingredientId: dish.ingredientId, quantity }
    return (await staff.warehouse.client.request('stock:receive', request)).stock
  }
  const list = async () =>
    (await staff.warehouse.client.request('restock:list', {})).restocks.filter(({ ingredient: { id } }) => id === dish.ingredientId)
  const cancel = (restockId: string | undefined, requestId = randomUUID()) =>
    staff.warehouse.client.request('restock:cancel', { requestId, restockId: restockId ?? '' })

  it('is open until all of it has arrived, in however many deliveries', async () => {
    await place(40)
    await place(50)
    const [first, second] = await list()
    expect(first).to.include({ unit: 'piece', quantity: 50, received: 0, missing: 90 })
    expect(second).to.include({ quantity: 50, received: 0 })
    expect(Date.parse(first?.dueAt ?? '') - Date.parse(first?.requestedAt ?? '')).to.equal(20 * 60_000)
    for (const [quantity, requested, open] of [
      [30, 70, [30, 0]],
      [19, 51, [49, 0]],
      [2, 49, [1]],
      [60, 0, []],
    ] as const) {
      expect(await receive(quantity)).to.include({ requested })
      expect((await list()).map(({ received }) => received)).to.deep.equal(open)
    }
    expect(await receive(1))
      .to.include({ onHand: 112, requested: 0 })
      .and.not.to.have.property('restockDueAt')
  })

  it('is cancelled once: orders wait, and the next order asks the store again', async () => {
    const order = await place(10)
    await receive(4)
    const [open] = await list()
    const requestId = randomUUID()
    const { stock } = await cancel(open?.id, requestId)
    expect(stock).to.include({ onHand: 4, reserved: 10, requested: 0 }).and.not.to.have.property('restockDueAt')
    expect((await cancel(open?.id, requestId)).stock).to.deep.equal(stock)
    expect(await list()).to.deep.equal([])
    expect(await refusal(cancel(open?.id))).to.include({ code: 'failed_precondition', reason: 'restock_closed' })
    await advance(staff.warehouse, order.id, 'confirmed')
    expect(await refusal(advance(staff.kitchen, order.id, 'in_preparation'))).to.include({ reason: 'insufficient_stock' })
    await place(50)
    // six for the first order, and fifty for this one
    expect((await list()).map(({ quantity, missing }) => ({ quantity, missing }))).to.deep.equal([{ quantity: 56, missing: 56 }])
  })

  it('cannot be cancelled when it has arrived, when it does not exist, or by the kitchen', async () => {
    await place(1)
    const [open] = await list()
    expect(
      await refusal(staff.kitchen.client.request('restock:cancel', { requestId: randomUUID(), restockId: open?.id ?? '' })),
    ).to.include({
      reason: 'role_required',
    })
    await receive(50)
    expect(await refusal(cancel(open?.id))).to.include({ reason: 'restock_closed' })
    expect(await refusal(cancel(randomUUID()))).to.include({ code: 'not_found', reason: 'restock_not_found' })
  })

  it('of an older version is mended: what had arrived in parts is counted', async () => {
    const migration = await readFile(new URL('../../sql/tables/0018-restocks.sql', import.meta.url), 'utf8')
    const repair = /with open as[\s\S]*?o\.arrived > o\.before;/.exec(migration)?.[0] ?? expect.fail('no repair')
    const { database, drop } = await createTestDatabase()
    const { ingredientId } = await makeOwnDish({ database }, { onHand: 0 })
    await database.query(
      `insert into restock_requests (ingredient_id, quantity, requested_at, due_at)
       select $1, 50, now() + n * interval '1 minute', now() from generate_series(1, 3) n`,
      [ingredientId],
    )
    // 150 were asked for, and 70 have arrived
    await database.query('update stock set on_hand = 70, requested = 80 where ingredient_id = $1', [ingredientId])
    await database.query(repair)
    const mended = await database.query('select received, received_at is not null as closed from restock_requests order by requested_at')
    expect(mended).to.deep.equal([
      { received: 50, closed: true },
      { received: 20, closed: false },
      { received: 0, closed: false },
    ])
    await drop()
  })
})
