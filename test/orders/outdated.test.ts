import { expect } from 'chai'
import { orderPlace } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import { createPlaceOrder, type PlaceOrder } from '../../src/orders/place.ts'
import { assessorOn } from '../support/assessor.ts'
import { batchOf } from '../support/drafts.ts'
import { makePerson } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'

describe('an order that was worked out from an older shop', () => {
  let shop: TestDatabase
  let database: Database
  let dish: Awaited<ReturnType<typeof anyDish>>

  before(async () => {
    shop = await createTestDatabase()
    database = shop.database
    dish = await anyDish(shop)
  })
  after(() => shop.drop())

  const someone = async () => (await makePerson(database)).id
  const input = () => orderPlace.input.parse(placement(dish.id))

  /** A node that is told of no change. It knows nothing of the shop yet. */
  const newNode = (): PlaceOrder =>
    createPlaceOrder(database, { providerOf: () => 'door', payMinutes: 15, onBatch: () => undefined, assessor: assessorOn(database) })

  /** One that knows the shop as it is now. */
  const nodeOf = async (): Promise<PlaceOrder> => {
    const place = newNode()
    await place(await someone(), input())
    return place
  }

  it('is not placed as it is; the node reads the shop again, and places it at the price of now', async () => {
    const place = await nodeOf()
    await database.query('update products set price = price + 7 where id = $1', [dish.id])
    const { order } = await place(await someone(), input())
    expect(order.subtotal.amount).to.equal(dish.price + 7)
    await database.query('update products set price = price - 7 where id = $1', [dish.id])
  })

  it('is not refused for what holds no more, nor placed against what holds now', async () => {
    await database.query('update store set paused = true')
    const place = newNode()
    expect(await rejection(place(await someone(), input()))).to.include({ reason: 'store_paused' })
    await database.query('update store set paused = false')
    await place(await someone(), input())
    await database.query('update products set available = false where id = $1', [dish.id])
    expect(await rejection(place(await someone(), input()))).to.include({ reason: 'product_unavailable' })
    await database.query('update products set available = true where id = $1', [dish.id])
  })

  it('is answered when it repeats a request, whatever the shop has become', async () => {
    const place = await nodeOf()
    const [account, request] = [await someone(), input()]
    const { order } = await place(account, request)
    await database.query('update store set paused = true')
    expect((await place(account, request)).order).to.deep.equal(order)
    await database.query('update store set paused = false')
  })

  it('is found by every change of the shop, and by none of the stock or the ratings', async () => {
    const outcomeAfter = async (change: string) => {
      const { batch } = await batchOf(database, await someone(), dish.id)
      await database.query(change)
      const { others } = await database.call<{ others: { outcome: string }[] }>('place_orders', [batch])
      return others[0]?.outcome ?? 'placed'
    }
    const columns = await database.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = 'products'::regclass and attnum > 0 and not attisdropped order by attnum`,
    )
    const outcomes = new Map<string, string>()
    for (const { name } of columns) outcomes.set(name, await outcomeAfter(`update products set ${name} = ${name}`))
    const ofOrders = ['in_stock', 'rating_sum', 'rating_count']
    for (const [name, outcome] of outcomes) expect(outcome, name).to.equal(ofOrders.includes(name) ? 'placed' : 'outdated')
    const tables = ['categories', 'ingredients', 'recipes', 'options', 'choices', 'choice_recipes', 'promotions']
    for (const table of tables) expect(await outcomeAfter(`delete from ${table} where false`), table).to.equal('outdated')
    expect(await outcomeAfter('update store set name = name')).to.equal('outdated')
    expect(await outcomeAfter('update stock set changes = changes + 1')).to.equal('placed')
  })
})
