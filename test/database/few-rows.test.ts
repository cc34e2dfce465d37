/** Statements that run again and again, with very many orders that they are not about. */
import { expect } from 'chai'
import pg from 'pg'
import { checkOrders } from '../../src/books/check-orders.ts'
import { rangeOf } from '../../src/books/range.ts'
import type { Queryable } from '../../src/database/database.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { readOfOrders } from '../support/read-of-orders.ts'

const copies = 10_000
/** Of the blocks that all orders and their indexes have. */
const few = 100

describe('what reads a few orders, however many there are', () => {
  let gateway: TestGateway
  let client: pg.Client
  let session: Queryable

  /** Copies the order, for other customers and a time long ago, and tells the planner. */
  const addOldOrders = async () => {
    await client.query(
      `insert into orders overriding system value
       select (jsonb_populate_record(o, jsonb_build_object('id', overlay(gen_random_uuid()::text placing left(first_uuid_v7(m.moment)::text, 13) from 1),
         'account_id', gen_random_uuid(), 'request_id', gen_random_uuid(), 'payment_id', gen_random_uuid(), 'placed_at', m.moment,
           'timeline', jsonb_set(timeline, '{0,at}', to_jsonb(m.moment))))).*
       from orders o cross join generate_series(1, ${copies}) n cross join lateral (select now() - interval '40 days' - n * interval '1 second' as moment) m`,
    )
    await client.query('insert into feed_heads (account_id) select account_id from orders on conflict do nothing')
    await client.query('analyze orders, feed_heads')
  }

  before(async () => {
    gateway = await startTestGateway()
    client = new pg.Client({ connectionString: gateway.databaseUrl })
    await client.connect()
    session = { query: async (sql, bind) => (await client.query(sql, bind ? [...bind] : [])).rows }
    const customer = await arrive(gateway)
    await customer.client.request('order:place', placement((await anyDish(gateway)).id))
    customer.client.close()
    // never committed: the gateway would end them
    await client.query("begin; set local session_replication_role = 'replica'")
    await addOldOrders()
  })
  after(async () => {
    await client.query('rollback')
    await client.end()
    await gateway.stop()
  })

  /** How many blocks of the orders and of their indexes this transaction has read. */
  const readSoFar = async () => (await readOfOrders(client, 'blocks_fetched')).reduce((sum, { count }) => sum + count, 0)
  const readBy = async (work: () => Promise<unknown>) => {
    // makes the plans, which reads too
    await work()
    const before = await readSoFar()
    await work()
    return (await readSoFar()) - before
  }

  it('the look for waiting work, when all wait for their confirmation', async () => {
    expect(await readBy(() => client.query('select waiting_work(0)'))).to.be.within(1, few)
  })

  it('the alarm of unconfirmed orders, of a few at a time', async () => {
    expect(await readBy(() => client.query('select alarm_of_unconfirmed(2)'))).to.be.within(1, few)
    const { rows } = await client.query("select from orders where status = 'placed' and overdue_at is not null")
    expect(rows, 'of two runs').to.have.length(4)
  })

  it('the check of the books, since yesterday', async () => {
    const { rows } = await client.query<{ day: string }>('select (current_date - 1)::text as day')
    const range = await rangeOf(session, { from: rows[0]?.day })
    let checked = 0
    const check = async () => {
      checked = await checkOrders(session, range, () => undefined)
    }
    // an index on another column, read from end to end, has little more
    expect(await readBy(check)).to.be.within(1, 60)
    expect(checked).to.equal(1)
  })
})
