import { expect } from 'chai'
import pg from 'pg'
import { addCustomers, copyOrders } from '../../bench/growth/copies.ts'
import { seed } from '../../bench/seed.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

describe('The grown database of the bench', () => {
  let target: TestDatabase
  let client: pg.Client

  before(async () => {
    target = await createTestDatabase()
    client = new pg.Client({ connectionString: target.url })
    await client.connect()
    await seed(target.database, { customers: 10, orders: 20, heavy: 0 })
    await client.query(`create table bench_customers as
      select row_number() over (order by id)::int as n, id from accounts where login like 'seed-%' and login <> 'seed-heavy'`)
    await client.query(
      'create table bench_pattern as select row_number() over (order by placed_at, id)::int as n, id, placed_at from orders',
    )
  })
  after(async () => {
    await client.end()
    await target.drop()
  })

  const number = async (sql: string): Promise<number> => {
    const { rows } = await client.query<{ number: number }>(`select (${sql})::int as number`)
    return rows[0]?.number ?? Number.NaN
  }
  const indexes = async () => {
    const { rows } = await client.query(`select indexdef from pg_indexes where schemaname = 'public' order by indexname`)
    return rows
  }

  it('has copies of orders with everything that belongs to them, for more customers', async () => {
    const before = {
      orders: await number('select count(*) from orders'),
      items: await number('select count(*) from order_items'),
      indexes: await indexes(),
    }
    expect(before.orders).to.be.greaterThan(100)
    await addCustomers(client, 50)
    const shown: number[] = []
    await copyOrders(client, 4, 50, (orders) => shown.push(orders))

    expect(shown.at(-1)).to.equal(4 * before.orders)
    expect(await number('select count(*) from orders')).to.equal(5 * before.orders)
    expect(await number('select count(*) from order_items')).to.equal(5 * before.items)
    expect(await number('select count(*) from payments')).to.equal(5 * before.orders)
    expect(await number('select count(distinct account_id) from orders')).to.be.greaterThan(40)
    expect(await indexes(), 'every index is there again').to.deep.equal(before.indexes)
  })

  it('has only rows that fit together', async () => {
    expect(
      await number(
        'select count(*) from orders o where not exists (select from payments p where p.id = o.payment_id and p.order_id = o.id)',
      ),
    ).to.equal(0)
    expect(await number('select count(*) from orders o where not exists (select from accounts a where a.id = o.account_id)')).to.equal(0)
    expect(await number('select count(*) from order_items i where not exists (select from orders o where o.id = i.order_id)')).to.equal(0)
    expect(await number('select count(*) from accounts a where not exists (select from feed_heads h where h.account_id = a.id)')).to.equal(
      0,
    )
    expect(
      await number(
        `select count(*) from orders where abs(extract(epoch from placed_at) * 1000 - ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint) > 2`,
      ),
      'the id of an order has the time of the order, so that new orders are at the end',
    ).to.equal(0)
  })
})
