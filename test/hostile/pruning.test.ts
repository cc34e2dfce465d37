import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { pruneFeed } from '../../src/feed/prune.ts'
import { forgetDeletedAccounts } from '../../src/privacy/forget.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'

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

  /** Places orders one after the other while `work` runs. Returns the slowest order and the duration of `work`. */
  const placeDuring = async (work: () => Promise<unknown>) => {
    const { client } = await arrive(gateway)
    let [running, longest] = [true, 0]
    const started = performance.now()
    const worked = work().finally(() => {
      running = false
    })
    do {
      const asked = performance.now()
      await client.request('order:place', placement(productId))
      longest = Math.max(longest, performance.now() - asked)
    } while (running)
    await worked
    client.close()
    return { longest: Math.round(longest), seconds: (performance.now() - started) / 1000 }
  }

  /** The number of rows of `feed_events` that PostgreSQL has read. Sessions report it a second after they become idle. */
  const eventsRead = async () => {
    await sleep(1500)
    const [row] = await gateway.database.query<{ rows: number }>(
      "select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows from pg_stat_user_tables where relname = 'feed_events'",
    )
    return row?.rows ?? 0
  }

  it('of the feed finishes for any amount of events, and does not slow down the placing of orders', async () => {
    const accounts = await people(inShort(2000, 20_000), false)
    const events = inShort(100, 500)
    for (const some of Array.from({ length: accounts.length / 1000 }, (_, n) => accounts.slice(1000 * n, 1000 * (n + 1))))
      await gateway.database.query(
        `insert into feed_events (account_id, seq, event, data, at)
         select a, n, 'order:status_changed', '{}', now() - interval '31 days' from unnest($1::uuid[]) a, generate_series(1, $2) n`,
        [some.map(({ id }) => id), events],
      )
    const before = await eventsRead()
    const { longest, seconds } = await placeDuring(() => pruneFeed(gateway.database))
    const read = (await eventsRead()) - before
    const [left] = await gateway.database.query<{ events: number; heads: number }>(
      `select (select count(*) from feed_events where at < now() - interval '30 days') as events,
         (select count(*) from feed_heads where pruned_seq > 0) as heads`,
    )
    recordResult(
      'Pruning old events of the feed',
      `${accounts.length * events} events of ${accounts.length} customers`,
      `${seconds.toFixed(1)} s, each event read ${(read / events / accounts.length).toFixed(1)} times; the slowest order meanwhile took ${longest} ms`,
    )
    expect(left).to.deep.equal({ events: 0, heads: accounts.length })
    expect(read / events / accounts.length, 'how often each event is read').to.be.lessThan(3)
    expect(longest).to.be.lessThan(1500)
  })

  it('of deleted accounts finishes for any number of them, and does not wait for a locked one', async () => {
    const accounts = await people(2500, true)
    const locked = accounts.pop()
    const holder = new pg.Client({ connectionString: gateway.databaseUrl })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select from feed_heads where account_id = $1 for update', [locked?.id])
    const { longest } = await placeDuring(() => forgetDeletedAccounts(gateway.database))
    await holder.end()
    const [left] = await gateway.database.query<{ named: number }>(
      "select count(*) as named from accounts where id = any ($1) and name <> ''",
      [accounts.map(({ id }) => id)],
    )
    expect(left).to.deep.equal({ named: 0 })
    expect(longest).to.be.lessThan(1500)
  })
})
