import { expect } from 'chai'
import fc from 'fast-check'
import type { Database } from '../../src/database/database.ts'
import { MenuCopy, type MenuQuery } from '../../src/menu/menu-copy.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

/** What the copy has to find, as PostgreSQL finds it. */
const findInDatabase = async (database: Database, { categoryId, search = '', diets, after, limit }: MenuQuery) => {
  const patterns = search
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
  const rows = await database.query<{ id: string }>(
    `select id from menu
     where ($1::uuid is null or category_id = $1)
       and (name || ' ' || description || ' ' || ingredient_names) ilike all ($2::text[])
       and diets @> $3::text[]
       and ($4::int is null or (category_position, name) > ($4::int, $5::text))
     order by category_position, name limit $6`,
    [categoryId, patterns, diets ?? [], after?.[0], after?.[1], limit],
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

  it('finds the same dishes as PostgreSQL, for every filter, page and word', async () => {
    const copy = new MenuCopy(store.database)
    const { categories, rows } = await copy.search({ limit: 1000 })
    const cut = ({ name, at }: { name: string; at: [number, number] }) => name.slice(Math.min(...at), Math.max(...at) + 1)
    const name = fc.constantFrom(...rows.map((row) => row.name))
    const part = fc.record({ name, at: fc.tuple(fc.nat(12), fc.nat(12)) }).map(cut)
    const word = fc.oneof(
      part,
      part.map((text) => text.toUpperCase()),
      fc.constantFrom('%', '_', '\\', '100 %', 'a_b', 'žlté', 'soup', 'ÁB'),
    )
    const query = fc.record(
      {
        categoryId: fc.constantFrom(...categories.map(({ id }) => id)),
        search: fc.array(word, { maxLength: 3 }).map((words) => words.join(' ')),
        diets: fc.uniqueArray(fc.constantFrom('vegan', 'vegetarian', 'halal', 'gluten_free'), { maxLength: 2 }),
        after: fc.constantFrom(...rows.map((row): [number, string] => [row.position, row.name]), [-5, 'x'] as [number, string]),
        limit: fc.integer({ min: 1, max: 30 }),
      },
      { requiredKeys: ['limit'] },
    )
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const found = await copy.search(asked)
        expect(found.rows.map(({ product }) => product.id)).to.deep.equal(await findInDatabase(store.database, asked))
      }),
      { numRuns: 300 },
    )
  })

  it('hears of every change within its next check, and keeps answering when the database does not', async () => {
    let works = true
    const copy = new MenuCopy({
      query: (sql, bind) => (works ? store.database.query(sql, bind) : Promise.reject(new Error('the database is away'))),
    })
    const { rows } = await copy.search({ limit: 1 })
    const id = rows[0]?.product.id ?? ''
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
    // what the node does every second is no part of it
    expect(statements.filter((sql) => /\bmenu\b/.test(sql) && !sql.includes('xmin') && !sql.includes('refresh_menu_stock'))).to.deep.equal(
      [],
    )
    expect(await refusal(guest.request('menu:list', { cursor: 'bm9wZQ' }))).to.include({ code: 'invalid_argument' })
    guest.close()
  })

  it('shows a change at once on the node that made it, and within seconds on a node that Redis does not reach', async () => {
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
})
