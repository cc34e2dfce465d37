import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Product } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import { migrate } from '../../src/database/migrate.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { openShopOf } from '../../src/shop/open-shop.ts'
import { readShopFile, sampleShop } from '../../src/shop/read-file.ts'
import { arrive, connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'

const tables = ['store', 'categories', 'products', 'ingredients', 'recipes', 'stock']

/** The whole menu as text. */
const contents = (database: Database) =>
  Promise.all(tables.map((table) => database.query(`select t::text as row from ${table} t order by t::text`)))

describe('the sample menu', () => {
  let gateway: TestGateway
  let menu: { categories: { id: string }[]; products: Product[] }
  /** By ingredient, the diets that it rules out. */
  let unfitFor: Map<string, { name: string; unfit: string[] }>

  before(async () => {
    gateway = await startTestGateway()
    const guest = await connectGuest(gateway)
    menu = await guest.request('menu:list', { limit: 100 })
    guest.close()
    const rows = await gateway.database.query<{ id: string; name: string; unfit: string[] }>(
      'select id, name, unfit_for as unfit from ingredients',
    )
    unfitFor = new Map(rows.map(({ id, ...rest }) => [id, rest]))
  })
  after(() => gateway.stop())

  it('has enough dishes and categories', () => {
    expect(menu).not.to.have.property('nextCursor')
    expect(menu.categories.length).to.be.at.least(8)
    expect(menu.products.length).to.be.at.least(60)
    expect(unfitFor.size).to.be.at.least(80)
    expect(new Set(menu.products.map(({ categoryId }) => categoryId)).size, 'categories with dishes').to.equal(menu.categories.length)
  })

  it('has a recipe for every dish, of ingredients that are in stock', async () => {
    for (const { name, ingredients } of menu.products) expect(ingredients, name).not.to.deep.equal([])
    const missing = await gateway.database.query(
      'select g.name from ingredients g left join stock s on s.ingredient_id = g.id where coalesce(s.on_hand, 0) = 0',
    )
    expect(missing).to.deep.equal([])
  })

  for (const diet of ['vegan', 'vegetarian', 'gluten_free'] as const) {
    it(`marks as ${diet} exactly the dishes whose ingredients all are`, () => {
      for (const { name, diets, ingredients } of menu.products) {
        const unfit = ingredients.filter(({ id }) => unfitFor.get(id)?.unfit.includes(diet))
        expect(diets.includes(diet), `${name}: ${unfit.map((each) => each.name)}`).to.equal(unfit.length === 0)
      }
      expect(menu.products.filter(({ diets }) => diets.includes(diet)).length).to.be.greaterThan(5)
    })
  }

  it('knows which ingredients come from animals', () => {
    const animal = /egg|butter|milk|cream|yoghurt|cheese|mozzarella|parmesan|feta|bryndza|mascarpone|honey|mayonnaise|gelatine/
    const killed = /chicken|beef|lamb|pork|bacon|prosciutto|chorizo|duck|salmon|bream|tuna|anchov|prawn|mussel|oyster|fish|gelatine/
    for (const { name, unfit } of unfitFor.values()) {
      if (name === 'coconut milk') continue
      if (animal.test(name) || killed.test(name)) expect(unfit, name).to.include('vegan')
      if (killed.test(name)) expect(unfit, name).to.include('vegetarian')
    }
  })

  it('does not change an existing menu', async () => {
    const { database } = gateway
    await database.query('update products set price = price + 1, available = false where id = $1', [menu.products[0]?.id])
    await database.query('update stock set on_hand = on_hand + 1')
    const before = await contents(database)
    await openShopOf(database)
    expect(await contents(database)).to.deep.equal(before)
    await database.query('update products set price = price - 1 where id = $1', [menu.products[0]?.id])
    const changes = await applyShop(database, await readShopFile(sampleShop))
    // the tests' database has no limits
    expect(changes.map(({ list, kind }) => [list, kind])).to.deep.equal([['shop', 'changed']])
    const dishes = await database.query('select id, available from products order by id')
    expect(dishes, 'the kitchen has switched one off').to.deep.include({ id: menu.products[0]?.id, available: false })
  })

  describe('in an empty database', () => {
    let target: TestDatabase

    before(async () => {
      target = await createTestDatabase({ empty: true })
      await migrate(target.url)
    })
    after(() => target.drop())

    it('is loaded once by nodes that start at the same time; before that, what needs a shop is refused, and the next request sees it', async () => {
      const node = await startTestGateway({ on: target })
      const customer = await arrive(node)
      const ask = () => customer.client.request('shop:get', {})
      const place = (productId: string) => customer.client.request('order:place', placement(productId))
      const missing = { code: 'unavailable', reason: 'shop_missing', retryable: true }
      expect(await refusal(ask())).to.include(missing)
      expect(await refusal(place(randomUUID()))).to.include(missing)
      await Promise.all([openShopOf(target.database), openShopOf(target.database), openShopOf(target.database)])
      const [counted] = await target.database.query('select count(*) as dishes from products')
      expect(counted).to.deep.equal({ dishes: menu.products.length })
      expect((await place((await anyDish(node)).id)).order.status).to.equal('placed')
      expect(await ask()).to.have.property('name')
      customer.client.close()
      await node.stop()
    })
  })
})
