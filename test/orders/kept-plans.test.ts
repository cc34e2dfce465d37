/** PostgreSQL keeps plans: a plan for an empty shop must also be right for a full one. */
import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import { openStatuses } from '../../src/contract/order-life.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Queryable } from '../../src/database/database.ts'
import { createLogger } from '../../src/logger.ts'
import { KnownCustomers } from '../../src/orders/known-customers.ts'
import { type Condition, pageOfOrders, rowsById, statusIn, ticketsById } from '../../src/orders/read.ts'
import { warmUpOrders } from '../../src/orders/warm-up.ts'
import { listOrders } from '../../src/requests/order/list.ts'
import { upTo } from '../support/feed.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { holdingEach } from '../support/holding.ts'
import { anyDish, placement } from '../support/orders.ts'
import { readOfOrders } from '../support/read-of-orders.ts'

/** More than the shop allows to have under way. */
const orders = 12
const allowed = 4

describe('the plans that PostgreSQL keeps', () => {
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

  /** How many rows `work` reads from the orders by a scan, and how many entries from each of their indexes. */
  const readBy = async (work: () => Promise<unknown>) => {
    await client.query('begin')
    await work()
    const read = await readOfOrders(client, 'tuples_returned')
    await client.query('rollback')
    return read.flatMap(({ read, count }) => (count > 0 ? [{ read, tuples: count }] : []))
  }

  it('place orders without a scan, and count only as many as the shop allows, after a start with empty tables', async () => {
    const customer = await arrive(gateway)
    const { account } = await customer.client.request('account:get', {})
    const dish = await anyDish(gateway)
    // tells the planner that there are no orders
    await client.query('vacuum (analyze) orders')
    await judge(account.id)
    await gateway.database.query("update store set limits = '{}'")
    await Promise.all(upTo(orders).map(() => customer.client.request('order:place', placement(dish.id))))
    await gateway.database.query('update store set limits = $1', [JSON.stringify({ openOrders: allowed })])

    expect(await readBy(() => judge(account.id))).to.deep.equal([{ read: 'orders_under_way', tuples: allowed }])
    customer.client.close()
  })

  it('find waiting work without a scan of the orders when most of them have the same status', async () => {
    // tells the planner that nearly all orders are placed, so that it expects to find an old one at once
    await client.query('vacuum (analyze) orders')
    const read = await readBy(() => client.query('select waiting_work(0)'))
    expect(read.map(({ read }) => read)).not.to.include('orders')
  })

  it('serve lists and tickets after the first five executions', async () => {
    const customer = await arrive(gateway)
    const { account } = await customer.client.request('account:get', {})
    const { order } = await customer.client.request('order:place', placement((await anyDish(gateway)).id))
    const database = connectDatabase(gateway.databaseUrl, { log: createLogger('silent'), maxConnections: 1 })
    // the first five times PostgreSQL plans for the values
    for (const _ of upTo(12)) {
      await ticketsById(database, [order.id])
      await rowsById(database, [order.id])
      await listOrders(database, account.id, { status: ['delivered'], limit: 20 })
      await new KnownCustomers(database).get(account.id)
      for (const where of [[['o.account_id = ?', account.id], statusIn(openStatuses)], [statusIn(['placed'])]] satisfies Condition[][])
        await pageOfOrders(database, {
          view: 'ticket_rows',
          where,
          by: 'placed_at',
          newestFirst: true,
          limit: 20,
          cursor: undefined,
          itemOf: ({ order }) => order.id,
        })
    }
    const planned = await database.query<{ anew: number; statement: string }>(
      'select custom_plans::int as anew, statement from pg_prepared_statements where custom_plans + generic_plans >= 12',
    )
    expect(planned).to.have.length(6)
    for (const { anew, statement } of planned) expect(anew, statement).to.equal(5)
    await database.close()
    customer.client.close()
  })

  it('are made before a session serves its first request', async () => {
    const database = connectDatabase(gateway.databaseUrl, { log: createLogger('error'), maxConnections: 8 })
    const plansOf = async (session: Queryable) => {
      const [plans] = await session.query<{ kept: number }>(
        "select count(*)::int as kept from pg_prepared_statements where statement like '%order_rows%' and generic_plans > 0",
      )
      return plans?.kept
    }
    try {
      await database.warmUp(warmUpOrders)
      const statements = 2
      const sessions = database.pool().idle
      expect(sessions, 'sessions that are open').to.be.greaterThan(1)
      // more than are open: the others are opened now
      const found = await holdingEach(database, 2 * sessions, plansOf)
      expect(found).to.deep.equal(found.map(() => statements))
    } finally {
      await database.close()
    }
  })
})
