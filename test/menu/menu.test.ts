import { expect } from 'chai'
import fc from 'fast-check'
import { allergen, diet, type Product } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import { MenuCopy } from '../../src/menu/menu-copy.ts'
import type { MenuQuery } from '../../src/menu/search.ts'
import type { Client } from '../support/client.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

/** The result that the copy must have without a search, computed by PostgreSQL. */
const findInDatabase = async (database: Database, { categoryId, diets, after, limit }: MenuQuery) => {
  const rows = await database.query<{ id: string }>(
    `select id from menu
     where ($1::uuid is null or category_id = $1)
       and diets @> $2::text[]
       and ($3::int is null or (category_position, position, name) > ($3::int, $4::int, $5::text))
     order by category_position, position, name limit $6`,
    [categoryId, diets ?? [], after?.[0], after?.[1], after?.[2], limit],
  )
  return rows.map(({ id }) => id)
}

describe("a node's copy of the menu", () => {
  let store: TestDatabase

  before(async () => {
    store = await createTestDatabase()
    await store.database.query(
      `insert into products (id, category_id, name, description, price, prep_minutes)
       select gen_random_uuid(), c.id, d.name, 'Čučoriedky 100 % a_b \\ ŽLTÉ', 500, 10
       from (select id from categories order by position limit 1) c, unnest($1::text[]) d(name)`,
      [['Želé', 'ÁBC', 'abc', '100 % Juice', 'under_score', 'back\\slash', '\u{1f355} pizza', '\uffee last']],
    )
  })
  after(() => store.drop())

  it('lists the same dishes as PostgreSQL, for every filter and page', async () => {
    const copy = new MenuCopy(store.database)
    const { categories } = await copy.search({ limit: 1 })
    const rows = await store.database.query<{ position: number; place: number; name: string }>(
      'select category_position as position, position as place, name from menu',
    )
    const query = fc.record(
      {
        categoryId: fc.constantFrom(...categories.map(({ id }) => id)),
        diets: fc.uniqueArray(fc.constantFrom('vegan', 'vegetarian', 'halal', 'gluten_free'), { maxLength: 2 }),
        after: fc.constantFrom(...rows.map((row): [number, number, string] => [row.position, row.place, row.name]), [-5, 0, 'x'] as [
          number,
          number,
          string,
        ]),
        limit: fc.integer({ min: 1, max: 30 }),
      },
      { requiredKeys: ['limit'] },
    )
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const found = await copy.search(asked)
        expect(found.page.items.map(({ id }) => id)).to.deep.equal(await findInDatabase(store.database, asked))
      }),
      { numRuns: 300 },
    )
  })

  it('marks no dish with a diet that its required choices rule out, and with each allergen that they bring', async () => {
    const [dish] = await store.database.query<{ id: string }>("select id from products where name = 'Espresso'")
    await store.database.query(
      `with o as (
        insert into options (id, product_id, code, name, position, min_choices, max_choices) values (gen_random_uuid(), $1, 'milk', 'Milk', 9, 1, 1) returning *
      ), c as (
        insert into choices (id, option_id, product_id, code, name, position, price, prep_minutes)
          select gen_random_uuid(), o.id, $1, 'cow', 'Cow', 1, 0, 0 from o returning id
      ) insert into choice_recipes (choice_id, ingredient_id, quantity) select c.id, i.id, 1 from c, ingredients i where i.code = 'milk'`,
      [dish?.id],
    )
    const product = await new MenuCopy(store.database).get(dish?.id ?? '')
    expect(product?.diets).not.to.include.oneOf(['vegan', 'lactose_free'])
    expect(product?.allergens).to.include('milk')
    // oats, which the kitchen has switched off: every order has milk
    await store.database.query(
      `insert into choices (id, option_id, product_id, code, name, position, price, prep_minutes, available)
       select gen_random_uuid(), o.id, $1, 'oat', 'Oat', 2, 0, 0, false from options o where o.product_id = $1 and o.code = 'milk'`,
      [dish?.id],
    )
    expect((await new MenuCopy(store.database).get(dish?.id ?? ''))?.allergens).to.include('milk')
    await store.database.query("update choices set available = true where product_id = $1 and code = 'oat'", [dish?.id])
    expect((await new MenuCopy(store.database).get(dish?.id ?? ''))?.allergens).not.to.include('milk')
    await store.database.query("delete from options where product_id = $1 and code = 'milk'", [dish?.id])
  })

  it('has every change after its next check, and keeps answering when the database does not', async () => {
    let works = true
    const copy = new MenuCopy({
      query: (sql, bind) => (works ? store.database.query(sql, bind) : Promise.reject(new Error('the database is away'))),
    })
    const { page } = await copy.search({ limit: 1 })
    const id = page.items[0]?.id ?? ''
    for (const change of [
      'price = price + 1',
      'rating_count = rating_count + 1, rating_sum = rating_sum + 4',
      'available = not available',
    ]) {
      const before = await copy.get(id)
      await store.database.query(`update products set ${change} where id = $1`, [id])
      await copy.refresh()
      expect(await copy.get(id), change).not.to.deep.equal(before)
    }
    works = false
    await copy.refresh().catch(() => undefined)
    expect((await copy.get(id))?.id).to.equal(id)
  })
})

describe('the menu over sockets', () => {
  let gateway: TestGateway
  let other: TestGateway
  let statements: string[] = []

  before(async () => {
    gateway = await startTestGateway({ onQuery: (sql) => void statements.push(sql) })
    other = await startTestGateway({ on: { url: gateway.databaseUrl } })
  })
  after(async () => {
    await other.stop()
    await gateway.stop()
  })

  it('is listed, searched and looked up without a statement of PostgreSQL', async () => {
    const guest = await connectGuest(gateway)
    const { products } = await guest.request('menu:list', { limit: 100 })
    statements = []
    await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        await guest.request('menu:list', { limit: 5, search: `soup ${n}` })
        await guest.request('menu:get', { productId: products[n % products.length]?.id ?? '' })
      }),
    )
    // ignore the queries that the node runs every second
    expect(statements.filter((sql) => /\bmenu\b/.test(sql) && !sql.includes('xmin') && !sql.includes('refresh_menu_stock'))).to.deep.equal(
      [],
    )
    expect(await refusal(guest.request('menu:list', { cursor: 'bm9wZQ' }))).to.include({ code: 'invalid_argument' })
    guest.close()
  })

  it('shows a change immediately on the node that made it, and within seconds on a node that Redis does not reach', async () => {
    const [kitchen, here, there] = [await connectNewStaff(gateway, 'kitchen'), await arrive(gateway), await connectGuest(other)]
    const { products } = await here.client.request('menu:list', { limit: 100 })
    const dish = products.find(({ available }) => available)
    if (!dish) throw new Error('no dish')
    await there.request('menu:get', { productId: dish.id })
    await kitchen.client.request('menu:set_availability', { productId: dish.id, available: false })
    expect((await here.client.request('menu:get', { productId: dish.id })).product.available).to.equal(false)
    await until(async () => !(await there.request('menu:get', { productId: dish.id })).product.available, 'the other node has read it')
    for (const client of [kitchen.client, here.client, there]) client.close()
  })

  describe('as a list', () => {
    let gateway: TestGateway
    let guest: Client<'/guest'>
    let whole: Product[]

    before(async () => {
      gateway = await startTestGateway()
      guest = await connectGuest(gateway)
      whole = (await guest.request('menu:list', { limit: 100 })).products
    })
    after(async () => {
      guest.close()
      await gateway.stop()
    })

    it('is paged, with each dish once, in the order of the menu', async () => {
      const paged: Product[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await guest.request('menu:list', { limit: 7, ...(cursor !== undefined && { cursor }) })
        paged.push(...page.products)
        cursor = page.nextCursor
        if (cursor === undefined) break
      }
      expect(paged.map(({ name }) => name)).to.deep.equal(whole.map(({ name }) => name))
    })

    it('says what each ingredient contains and rules out, which together is what the dish contains and rules out', () => {
      for (const { name, ingredients, diets, allergens } of whole) {
        const unfitFor = new Set<string>(ingredients.flatMap((each) => each.unfitFor ?? []))
        expect(allergens, name).to.have.members(allergen.options.filter((each) => unfitFor.has(each)))
        expect(diets, name).to.have.members(diet.options.filter((each) => !unfitFor.has(each)))
      }
    })

    it('is paged in the same order, with each dish once, when it is searched, and where names hold a tab or have 200 letters', async () => {
      const [first, second] = whole
      const names = ['\tTea\twith\ttabs', `Tea ${'ž'.repeat(196)}`]
      for (const [n, dish] of [first, second].entries())
        await gateway.database.query('update products set name = $2 where id = $1', [dish?.id, names[n]])
      const all = (search: string) => guest.request('menu:list', { limit: 100, ...(search && { search }) })
      await until(async () => (await all('tea')).products.length >= 3, 'the copy shows the names')
      for (const search of ['', 'tea', 'pizza', 'vegan', 'gluten free soup', 'chicken or fish']) {
        const paged: string[] = []
        for (let cursor: string | undefined; ; ) {
          const page = await guest.request('menu:list', {
            limit: 1,
            ...(search && { search }),
            ...(cursor !== undefined && { cursor }),
          })
          paged.push(...page.products.map(({ name }) => name))
          cursor = page.nextCursor
          if (cursor === undefined) break
        }
        const { products } = await all(search)
        expect(paged, search).to.deep.equal(products.map(({ name }) => name))
        if (search === '') expect(paged).to.include.members(names)
      }
      for (const dish of [first, second])
        await gateway.database.query('update products set name = $2 where id = $1', [dish?.id, dish?.name])
      await until(async () => (await all('tea')).products.length < 3, 'the copy shows the old names')
    })

    it('gives the signs of a pattern no meaning in a search', async () => {
      for (const search of ['%', '_', '\\', '.*', '()'])
        expect((await guest.request('menu:list', { search })).products, search).to.deep.equal([])
    })

    it('shows only the dishes of a category, or for all of some diets', async () => {
      const categoryId = whole[0]?.categoryId ?? ''
      const inCategory = (await guest.request('menu:list', { categoryId, limit: 100 })).products
      expect(inCategory.map(({ name }) => name)).to.deep.equal(
        whole.filter((dish) => dish.categoryId === categoryId).map(({ name }) => name),
      )
      const diets = ['vegan', 'gluten_free'] as const
      const suitable = (await guest.request('menu:list', { diets: [...diets], limit: 100 })).products
      expect(suitable.map(({ name }) => name)).to.deep.equal(
        whole.filter((dish) => diets.every((diet) => dish.diets.includes(diet))).map(({ name }) => name),
      )
      expect(suitable.length).to.be.within(1, whole.length - 1)
    })
  })
})
