import { expect } from 'chai'
import pg from 'pg'
import type { Database } from '../../src/database/database.ts'
import { batchOf } from '../support/drafts.ts'
import { makePerson } from '../support/gateway.ts'
import { anyDish } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

/** The pages that a call touches, with those of the statements inside. */
const pagesOf = async (database: Database, call: string, bind: readonly unknown[] = []): Promise<number> => {
  const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
    `explain (analyze, buffers, format json) select ${call}`,
    bind,
  )
  const plan = row?.['QUERY PLAN'][0].Plan ?? expect.fail('no plan')
  return (plan['Shared Hit Blocks'] ?? Number.NaN) + (plan['Shared Read Blocks'] ?? Number.NaN)
}

describe('the stock while a snapshot is held open, as a backup does', () => {
  let shop: TestDatabase
  let backup: pg.Client
  let placer: pg.Client

  before(async () => {
    shop = await createTestDatabase()
    backup = new pg.Client({ connectionString: shop.url })
    placer = new pg.Client({ connectionString: shop.url })
    await Promise.all([backup.connect(), placer.connect()])
    await backup.query('begin isolation level repeatable read')
    await backup.query('select 1 from stock limit 1')
  })
  after(async () => {
    await Promise.all([backup.end(), placer.end()])
    await shop.drop()
  })

  it('is read and changed without a walk through its old versions', async () => {
    const { database } = shop
    const { id: productId } = await anyDish(shop)
    // one after the other, here and below: a second connection would read the catalogue again
    const accounts: string[] = []
    for (let n = 0; n < 7; n += 1) accounts.push((await makePerson(database)).id)
    const recipe = await database.query<{ id: string }>('select ingredient_id as id from recipes where product_id = $1 order by 1', [
      productId,
    ])
    const ingredients = recipe.map(({ id }) => id)
    /** What each function that knows the stock touches now. */
    const measure = async () => {
      const cooked = await batchOf(database, accounts.pop() ?? '', productId)
      const cancelled = await batchOf(database, accounts.pop() ?? '', productId)
      const placed = await pagesOf(database, 'place_orders($1)', [cooked.batch])
      await pagesOf(database, 'place_orders($1)', [cancelled.batch])
      return {
        placed,
        reserved: await pagesOf(database, 'reserve_stock($1, $2, false)', [ingredients, ingredients.map(() => 1)]),
        cooked: await pagesOf(database, 'consume_reservation($1, null)', [cooked.orderId]),
        cancelled: await pagesOf(database, 'release_reservations($1)', [[cancelled.orderId]]),
        received: await pagesOf(database, 'receive_stock($1, 1, null)', [ingredients[0]]),
        adjusted: await pagesOf(database, "adjust_stock($1, 10000, 'count', null, null)", [ingredients[0]]),
        picked: await pagesOf(database, 'count(available) from reserved_for_orders'),
        listed: await pagesOf(database, 'stock_json($1)', [ingredients[0]]),
        copied: await pagesOf(database, 'count(on_hand) from current_stock'),
        menu: await pagesOf(database, 'refresh_menu_stock()'),
      }
    }

    // the first calls read the catalogue
    await measure()
    const before = await measure()
    const reservations = `do $$ begin for n in 1 .. 3000 loop
      perform reserve_stock('{${ingredients.join()}}', '{${ingredients.map(() => 1).join()}}', false);
      commit; end loop; end $$`
    await placer.query(reservations)
    // plans are made again, now that there are many versions
    await placer.query('vacuum analyze stock')
    const after = await measure()

    // the index may have one more level, and a plan may have changed; a walk through 3,000 versions is ten times as long
    const grown = Object.entries(after).filter(([name, pages]) => pages > 3 * before[name as keyof typeof before] + 20)
    expect(grown, `before: ${JSON.stringify(before)}`).to.deep.equal([])
  })
})
