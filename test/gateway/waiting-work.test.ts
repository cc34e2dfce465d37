import { expect } from 'chai'
import pg from 'pg'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'

const copies = 5000

describe('the look for waiting work', () => {
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

  /** How many rows and entries of indexes this transaction has read from the orders. */
  const readFromOrders = async () => {
    const { rows } = await client.query<{ tuples: number }>(
      `select sum(pg_stat_get_xact_tuples_returned(oid))::int as tuples from pg_class
       where oid = 'orders'::regclass or oid in (select indexrelid from pg_index where indrelid = 'orders'::regclass)`,
    )
    return rows[0]?.tuples ?? Number.NaN
  }

  it('reads a few orders, however many wait for their confirmation', async () => {
    const customer = await arrive(gateway)
    await customer.client.request('order:place', placement((await anyDish(gateway)).id))
    customer.client.close()
    await client.query('begin')
    try {
      await client.query(
        `insert into orders overriding system value
         select (jsonb_populate_record(o, jsonb_build_object('id', uuid_v7(), 'request_id', gen_random_uuid(), 'payment_id', uuid_v7()))).*
         from orders o cross join generate_series(1, ${copies})`,
      )
      await client.query('analyze orders')
      const before = await readFromOrders()
      await client.query('select waiting_work(0)')
      expect((await readFromOrders()) - before).to.be.lessThan(10)
    } finally {
      await client.query('rollback')
    }
  })
})
