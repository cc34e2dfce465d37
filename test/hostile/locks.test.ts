import { expect } from 'chai'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { openWalker, openWorld, walk } from '../support/lock-walk.ts'
import { type OwnServer, startOwnServer } from '../support/postgres.ts'
import { until } from '../support/until.ts'

describe('the locks of all SQL functions', function () {
  this.timeout(timeLimit)

  let server: OwnServer

  before(async () => {
    // the default of PostgreSQL: a deadlock lasts a second and blocks other sessions meanwhile
    server = await startOwnServer(['deadlock_timeout=1s', 'track_functions=pl'])
  })
  after(() => server.stop())

  it('are taken in one order: six sessions that call them at random never deadlock', async () => {
    const [sessions, steps] = [6, inShort(200, 1700)]
    const world = await openWorld(server.database)
    const started = performance.now()
    let taken = 0
    const walkOn = async () => {
      const all = Array.from({ length: sessions }, () => openWalker(server.url))
      await Promise.all(all.map((session) => walk(session, world, steps)))
      taken += sessions * steps
      // the sessions report their statistics when they end
      await Promise.all(all.map(({ database }) => database.close()))
    }
    const neverCalled = async () => {
      const rows = await server.database.query<{ name: string }>(
        `select p.proname as name from pg_proc p join pg_language l on l.oid = p.prolang
         where p.pronamespace = 'public'::regnamespace and l.lanname = 'plpgsql' and p.provolatile = 'v'
           and not exists (select from pg_stat_user_functions f where f.funcid = p.oid)`,
      )
      return rows.map(({ name }) => name).join()
    }

    // a random walk may miss a rare function: then it goes on, but not forever
    do await walkOn()
    while ((await neverCalled()) !== '' && taken < 5 * sessions * steps)
    const seconds = Math.round((performance.now() - started) / 1000)
    await until(async () => expect(await neverCalled()).to.equal(''), 'every function was called')
    const [stats] = await server.database.query<{ deadlocks: number; orders: number }>(
      `select (select deadlocks from pg_stat_database where datname = current_database()) as deadlocks, (select count(*) from orders) as orders`,
    )
    recordResult(
      'A random walk over the SQL functions, six sessions',
      `${taken} steps, ${stats?.orders} orders, ${seconds} s`,
      `${stats?.deadlocks} deadlocks`,
    )
    expect(stats?.deadlocks).to.equal(0)
  })
})
