import { expect } from 'chai'
import pg from 'pg'
import { callFunction } from '../../src/database/call.ts'
import type { Database } from '../../src/database/database.ts'
import { createPlaceOrder } from '../../src/orders/place.ts'
import { forgetDeletedAccounts } from '../../src/privacy/forget.ts'
import { assessorOn } from '../support/assessor.ts'
import { arrive, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { slicesOf } from '../support/slices.ts'
import { until } from '../support/until.ts'

describe('pruning', function () {
  this.timeout(timeLimit)

  let gateway: TestGateway
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())

  /** Customers with a feed; `deleted` ones deleted their account yesterday. */
  const people = (count: number, deleted: boolean) =>
    gateway.database.query<{ id: string }>(
      `with account as (
         insert into accounts (id, role, login, email, name, deleted_at)
         select i.id, 'customer', i.id, i.id || '@example.com', 'A name', case when $2 then now() - interval '1 day' end
         from (select gen_random_uuid() as id from generate_series(1, $1)) i returning id
       )
       insert into feed_heads (account_id, seq) select id, 100 from account returning account_id as id`,
      [count, deleted],
    )

  const connect = async () => {
    const client = new pg.Client({ connectionString: gateway.databaseUrl })
    // a test that fails leaves it open, and its database goes
    client.on('error', () => undefined)
    await client.connect()
    return client
  }

  /** The feed's partition that is emptied next, with so many events, as old as the events in it are. */
  const fill = async (events: number) => {
    const [{ partition = '', days = 0 } = {}] = await gateway.database.query<{ partition: string; days: number }>(
      `select format('feed_events_%s', (period_of(now(), days) + 1) % partitions) as partition, days * (partitions - 1) as days
       from rotations where table_name = 'feed_events'`,
    )
    // the log would only make the test slower
    await gateway.database.query(`alter table ${partition} set unlogged`)
    for (const [first, last] of slicesOf(events, 20_000))
      await gateway.database.query(
        `insert into ${partition} (account_id, seq, event, data, at)
         select md5((n / 20)::text)::uuid, n % 20, 'order:status_changed', '{}', now() - make_interval(days => $3) from generate_series($1::int, $2::int) n`,
        [first - 1, last - 1, days],
      )
    await gateway.database.query(`analyze ${partition}`)
    const [counted] = await gateway.database.query<{ events: number }>('select reltuples::int as events from pg_class where relname = $1', [
      partition,
    ])
    expect(counted?.events ?? 0).to.be.at.least(0.9 * events)
    // only now: the gateway empties it once a minute
    await gateway.database.query("update rotations set emptied_for = 0 where table_name = 'feed_events'")
    return partition
  }

  /** Empties the partition, and returns how many pages PostgreSQL looked at for that. */
  const pagesToEmpty = async (partition: string) => {
    const empty = async () => {
      const [row] = await gateway.database.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
        "explain (analyze, buffers, format json) select rotate('feed_events')",
      )
      const [left] = await gateway.database.query(`select from ${partition} limit 1`)
      expect(left, 'an event').to.equal(undefined)
      const { 'Shared Hit Blocks': hit = 0, 'Shared Read Blocks': read = 0 } = row?.['QUERY PLAN'][0].Plan ?? {}
      return hit + read
    }
    return until(empty, 'the partition is emptied')
  }

  it('of the feed reads no event, however many there are', async () => {
    const few = await pagesToEmpty(await fill(100))
    const events = inShort(200_000, 10_000_000)
    const partition = await fill(events)
    const started = performance.now()
    const many = await pagesToEmpty(partition)
    recordResult(
      'Pruning old events of the feed',
      `${events.toLocaleString('en')} events`,
      `${Math.round(performance.now() - started)} ms; ${many} pages read, for 100 events ${few}`,
    )
    // what it reads is the catalogue, some of it for the first time
    expect(many).to.be.lessThan(few + 500)
  })

  it('of the feed waits for no order that is being placed, and no order waits for it', async () => {
    const partition = await fill(100)
    const { client } = await arrive(gateway)
    const [placing, pruning] = [await connect(), await connect()]
    // an order that is placed and not committed, because its gateway is slow
    await placing.query('begin')
    const query: Database['query'] = async (sql, bind = []) => (await placing.query(sql, [...bind])).rows
    const call: Database['call'] = async (...[name, args]) => (await callFunction<never>(query, name, args)).result
    const place = createPlaceOrder(
      { ...gateway.database, call },
      {
        providerOf: () => 'door',
        payMinutes: 15,
        onBatch: () => undefined,
        assessor: assessorOn(gateway.database),
      },
    )
    await place((await makePerson(gateway.database)).id, placement(productId))
    await pruning.query('begin')
    await until(async () => {
      await pruning.query("select rotate('feed_events')")
      return expect((await pruning.query(`select from ${partition}`)).rowCount).to.equal(0)
    }, 'the partition is emptied')
    // now the pruning is not committed; the first order holds the stock that the second one needs
    await placing.query('commit')
    expect((await client.request('order:place', placement(productId))).order.status).to.equal('placed')
    client.close()
    await Promise.all([placing.end(), pruning.end()])
  })

  it('of deleted accounts finishes for any number of them, does not wait for a locked one, and no order waits for it', async () => {
    const accounts = await people(2500, true)
    const locked = accounts.pop()
    const { client } = await arrive(gateway)
    const [holder, pruning] = [await connect(), await connect()]
    await holder.query('begin')
    await holder.query('select from feed_heads where account_id = $1 for update', [locked?.id])
    await pruning.query('begin')
    await forgetDeletedAccounts({ query: async (sql, bind = []) => (await pruning.query(sql, [...bind])).rows })
    // whatever it locks is locked now
    expect((await client.request('order:place', placement(productId))).order.status).to.equal('placed')
    await pruning.query('commit')
    const [left] = await gateway.database.query<{ named: number }>(
      "select count(*) as named from accounts where id = any ($1) and name <> ''",
      [accounts.map(({ id }) => id)],
    )
    expect(left).to.deep.equal({ named: 0 })
    client.close()
    await Promise.all([holder.end(), pruning.end()])
  })
})
