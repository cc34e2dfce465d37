/** The plans of `place_orders` are kept: one that was made for an empty shop must be right for a full one. */
import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import { upTo } from '../support/feed.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'

/** More than the shop allows to have under way. */
const orders = 12
const allowed = 4

describe('the kept plans of placing', () => {
  let gateway: TestGateway
  let client: pg.Client

  before(async () => {
    gateway = await startTestGateway()
    client = new pg.Client({ connectionString: gateway.databaseUrl })
    await client.connect()
  })
  after(async () => {
    await client.end()
    await gateway.stop()
  })

  /** Judges an order that is refused at once, so that nothing is written. */
  const judge = async (accountId: string) => {
    const draft = { n: 1, account_id: accountId, request_id: randomUUID(), body_hash: '\\x00', refusal: 'outside_opening_hours' }
    await client.query('select place_orders($1)', [JSON.stringify([draft])])
  }

  it('read no table whole and count no more orders than are allowed, though they were made for empty tables', async () => {
    const customer = await arrive(gateway)
    const { account } = await customer.client.request('account:get', {})
    const dish = await anyDish(gateway)
    // tells the planner that there are no orders
    await client.query('vacuum (analyze) orders')
    await judge(account.id)
    await gateway.database.query("update store set limits = '{}'")
    await Promise.all(upTo(orders).map(() => customer.client.request('order:place', placement(dish.id))))
    await gateway.database.query('update store set limits = $1', [JSON.stringify({ openOrders: allowed })])

    await client.query('begin')
    await judge(account.id)
    const { rows } = await client.query<{ read: string; tuples: number }>(
      `select relname as read, pg_stat_get_xact_tuples_returned(oid)::int as tuples from pg_class
       where oid = 'orders'::regclass or oid in (select indexrelid from pg_index where indrelid = 'orders'::regclass)`,
    )
    await client.query('rollback')
    expect(rows.filter(({ tuples }) => tuples > 0)).to.deep.equal([{ read: 'orders_under_way', tuples: allowed }])
    customer.client.close()
  })
})
