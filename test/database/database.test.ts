import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Database, Queryable } from '../../src/database/database.ts'
import { QueryError, violates } from '../../src/database/failures.ts'
import { jsonbOf } from '../../src/database/jsonb.ts'
import type { Push } from '../../src/database/outbox.ts'
import { AppError } from '../../src/errors.ts'
import { createLogger } from '../../src/logger.ts'
import { holding } from '../support/holding.ts'
import { createTestDatabase, findServer, type TestDatabase } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

const log = createLogger('silent')

const push: Push = { outboxId: 1, audience: { menu: true }, event: 'menu:availability_changed', data: '{}' }

/** A barrier: each of two has to reach it before either continues. */
const createMeeting = () => {
  let arrived = 0
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => {
    arrived += 1
    if (arrived === 2) open()
    return opened
  }
}

describe('the database', () => {
  let target: TestDatabase
  let database: Database

  before(async () => {
    target = await createTestDatabase({ empty: true })
    database = target.database
    await database.query(`create function append(p_id int) returns json language sql as $$ select json_build_object('id', p_id, 'pushes',
      json_build_array('{"audience": {"menu": true}, "event": "menu:availability_changed", "data": "{}"}'::jsonb || jsonb_build_object('outboxId', p_id))) $$`)
    await database.query('create table counters (name text primary key, value bigint not null constraint not_negative check (value >= 0))')
  })
  beforeEach(() => database.query("truncate counters; insert into counters values ('a', 0), ('b', 0)"))
  after(() => target.drop())

  it('takes a list of any length as jsonb in the binary format, whatever its texts are', async () => {
    const lists = [0, 1, 16, 17, 64].map((length) =>
      Array.from({ length }, (_, n) => ({ n, text: `"Crème\\ ${n}", 花束 💐\n`, inner: [n, null] })),
    )
    const found = await Promise.all(lists.map((rows) => database.query<{ rows: unknown }>('select $1::jsonb as rows', [jsonbOf(rows)])))
    expect(found.map(([row]) => row?.rows)).to.deep.equal(lists)
  })

  const counterOf = async (name: string) =>
    (await database.query<{ value: number }>('select value from counters where name = $1', [name]))[0]?.value
  const add = (on: Queryable, name: string) => on.query('update counters set value = value + 1 where name = $1', [name])
  const reasonOf = (error: Error) => (error instanceof AppError ? error.reason : error)

  describe('a query', () => {
    it('binds its parameters, and returns whole numbers as numbers', async () => {
      const [row] = await database.query('select $1::text as t, $2::int8 as n, $3::int[] as a, $4::jsonb as j, $5::text as u', [
        "o'clock ? :name $1",
        2 ** 53 - 1,
        [1, 2],
        { a: 1 },
        undefined,
      ])
      expect(row).to.deep.equal({ t: "o'clock ? :name $1", n: 2 ** 53 - 1, a: [1, 2], j: { a: 1 }, u: null })
    })

    it('is planned once on each connection, and not for each of its values', async () => {
      const one = connectDatabase(target.url, { log, maxConnections: 1 })
      for (let n = 0; n < 20; n += 1) await one.query('select value from counters where name = $1', [`name ${n}`])
      const [row] = await one.query(
        'select generic_plans > 0 as kept, generic_plans + custom_plans as runs from pg_prepared_statements where statement = $1',
        ['select value from counters where name = $1'],
      )
      expect(row).to.deep.equal({ kept: true, runs: 20 })
      await one.close()
    })

    it('works again at once after a change of the schema that a kept plan does not fit', async () => {
      const one = connectDatabase(target.url, { log, maxConnections: 1 })
      const read = () => one.query('select * from changing where $1::int > 0', [1])
      await one.query('create table changing as select 1 as a')
      expect(await read()).to.deep.equal([{ a: 1 }])
      await one.query('alter table changing add column b text')
      await rejection(read())
      expect(await until(read, 'the session is replaced')).to.deep.equal([{ a: 1, b: null }])
      await one.close()
    })

    it('passes SQL on unchanged', async () => {
      const sql = `select $$it's ? :name$$ as a, $tag$ $$x$$ $tag$ as b, '$word' as c, 'a$b ? :name' as d`
      const expected = { a: "it's ? :name", b: ' $$x$$ ', c: '$word', d: 'a$b ? :name' }
      expect(await database.query(sql)).to.deep.equal([expected])
      expect(await database.query(`${sql}, $1::int as e`, [1])).to.deep.equal([{ ...expected, e: 1 }])
    })

    it('runs in UTC', async () => {
      expect(await database.query('show timezone')).to.deep.equal([{ TimeZone: 'UTC' }])
    })

    it('that violates a constraint reports its name, and no value', async () => {
      const error = await rejection(database.query('insert into counters values ($1, $2)', ['secret', -1]))
      expect(error).to.be.instanceOf(QueryError).and.to.include({ code: '23514', constraint: 'not_negative' })
      expect(violates(error, 'not_negative')).to.equal(true)
      expect(violates(error, 'counters_pkey')).to.equal(false)
      expect(JSON.stringify({ ...error, text: String(error), stack: error.stack })).not.to.include('secret')
    })

    it('that fails on a value reports the function and the line, but not the value', async () => {
      await database.query(`create function cast_it(said text) returns timestamptz language plpgsql as $$
        begin
          return said::timestamptz;
        end $$`)
      const calls = ['select cast_it($1)', 'select $1::uuid', 'select $1::jsonb', 'select $1::int', "select ('secret' || $1)::inet"]
      for (const sql of calls) {
        const error = await rejection(database.query(sql, ['secret-4921']))
        expect(error, sql).to.be.instanceOf(QueryError)
        expect(JSON.stringify({ ...error, text: String(error), stack: error.stack }), sql).not.to.include('secret')
      }
      expect((await rejection(database.query('select cast_it($1)', ['secret-4921']))).message).to.include('cast_it, line 3')
    })
  })

  describe('a transaction', () => {
    it('commits its changes', async () => {
      expect(await database.transact(async (transaction) => (await add(transaction, 'a')) && 'done')).to.equal('done')
      expect(await counterOf('a')).to.equal(1)
    })

    it('is rolled back when its work throws, and throws the same error', async () => {
      const thrown = new AppError('order_not_found')
      const work = database.transact(async (transaction) => {
        await add(transaction, 'a')
        throw thrown
      })
      expect(await rejection(work)).to.equal(thrown)
      expect(await counterOf('a')).to.equal(0)
    })

    it('fails when a statement failed, even if its work continued', async () => {
      const pushed: unknown[] = []
      database.onCommit((pushes) => pushed.push(...pushes))
      const work = database.transact(async (transaction) => {
        await add(transaction, 'a')
        await transaction.call('append', [1])
        await rejection(transaction.query('select nonsense'))
      })
      expect(await rejection(work)).to.be.instanceOf(QueryError)
      expect(await counterOf('a')).to.equal(0)
      expect(pushed).to.deep.equal([])
    })

    it('is retried after a deadlock', async () => {
      const meet = createMeeting()
      let runs = 0
      const cross = (first: string, second: string) =>
        holding(database, async (transaction) => {
          runs += 1
          await add(transaction, first)
          await meet()
          await add(transaction, second)
        })
      await Promise.all([cross('a', 'b'), cross('b', 'a')])
      expect(runs).to.equal(3)
      expect([await counterOf('a'), await counterOf('b')]).to.deep.equal([2, 2])
    })

    it('gives up after three more attempts', async () => {
      let runs = 0
      const work = database.transact(async (transaction) => {
        runs += 1
        await transaction.query("do 'begin raise exception using errcode = ''40001''; end'")
      })
      expect(reasonOf(await rejection(work))).to.equal('conflict')
      expect(runs).to.equal(4)
    })

    it('publishes its pushes once, after the commit, and only those of the attempt that succeeded', async () => {
      const seen: Promise<{ pushes: readonly Push[]; value: number | undefined }>[] = []
      const own = connectDatabase(target.url, { log: createLogger('silent') })
      own.onCommit(() => {
        throw new Error('a listener that fails')
      })
      own.onCommit((pushes) => seen.push(counterOf('a').then((value) => ({ pushes, value }))))
      let runs = 0
      await own.transact(async (transaction) => {
        runs += 1
        expect(await transaction.call('append', [runs])).to.deep.equal({ id: runs })
        await add(transaction, 'a')
        if (runs === 1) await transaction.query("do 'begin raise exception using errcode = ''40P01''; end'")
      })
      await own.transact(async (transaction) => add(transaction, 'b'))
      expect(await Promise.all(seen)).to.deep.equal([{ pushes: [{ ...push, outboxId: 2 }], value: 1 }])
      await own.close()
    })
  })

  describe('a call as a separate transaction', () => {
    it('is retried after a serialization failure, and its pushes are published once', async () => {
      await database.query('create sequence tries')
      await database.query(`create function fail_twice() returns json language plpgsql as $$ begin
        if nextval('tries') < 3 then raise exception using errcode = '40001'; end if;
        return append(currval('tries')::int);
      end $$`)
      const seen: Push[] = []
      database.onCommit((pushes) => seen.push(...pushes))
      expect(await database.call('fail_twice', [])).to.deep.equal({ id: 3 })
      expect(seen).to.deep.equal([{ ...push, outboxId: 3 }])
    })

    it('does not wait for the pool when it uses the reserved connection', async () => {
      const own = connectDatabase(target.url, { log: createLogger('silent'), maxConnections: 1 })
      await own.transact(async () => {
        expect(await own.call('append', [1], { reserved: true })).to.deep.equal({ id: 1 })
      })
      await own.close()
    })

    it('fails when the function returns nothing', async () => {
      await database.query('create function forgets() returns json language sql as $$ select null::json $$')
      expect((await rejection(database.call('forgets', []))).message).to.equal('forgets returned nothing')
    })

    it('gives up after three more attempts', async () => {
      const failing = `create function always_fail() returns json language plpgsql as $$ begin raise exception using errcode = '40P01'; end $$`
      await database.query(failing)
      expect(reasonOf(await rejection(database.call('always_fail', [])))).to.equal('conflict')
    })
  })

  describe('that is not available', () => {
    const name = () => new URL(target.url).pathname.slice(1)
    const terminate = async (state: string) => {
      const { admin } = await findServer()
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state = $2', [name(), state])
    }

    it('is database_unavailable while no server listens, or the login is refused', async () => {
      const refused = Object.assign(new URL(target.url), { username: 'nobody_here' }).href
      for (const url of ['postgres://nobody@127.0.0.1:1/nothing', refused]) {
        const nowhere = connectDatabase(url, { log })
        expect(reasonOf(await rejection(nowhere.query('select 1')))).to.equal('database_unavailable')
        expect(reasonOf(await rejection(nowhere.transact(async () => 1)))).to.equal('database_unavailable')
        await nowhere.close()
      }
    })

    it('is database_unavailable when its sessions are terminated during a statement or a transaction, and then works again', async () => {
      const sleeping = rejection(database.query('select pg_sleep(10)'))
      const isSleeping = async () => {
        const { admin } = await findServer()
        const { rows } = await admin.query(
          "select from pg_stat_activity where datname = $1 and state = 'active' and query like '%pg_sleep%'",
          [name()],
        )
        return rows.length > 0
      }
      await until(isSleeping, 'the statement runs')
      const idle = rejection(
        database.transact(async (transaction) => {
          await add(transaction, 'a')
          const isEnded = async () => {
            await terminate('idle in transaction')
            await terminate('active')
            return transaction.query('select 1').then(
              () => false,
              () => true,
            )
          }
          await until(isEnded, 'the session of the transaction has ended')
        }),
      )
      expect((await Promise.all([sleeping, idle])).map(reasonOf)).to.deep.equal(['database_unavailable', 'database_unavailable'])
      // the pool may hand out a session that has just ended once more
      await until(async () => expect(await counterOf('a')).to.equal(0), 'the database answers again')
    })

    it('is reconnected after its idle sessions were terminated', async () => {
      const session = () => database.query<{ pid: number }>('select pg_backend_pid() as pid, pg_sleep(0.01)')
      const before = (await Promise.all([session(), session()])).flat().map(({ pid }) => pid)
      await until(() => database.pool().idle > 1, 'both sessions are idle')
      await terminate('idle')
      const [now] = await until(session, 'the database answers again')
      expect(before).not.to.include(now?.pid)
    })

    it('is not taken for silent when this process stands still while it could read an answer', async () => {
      const own = connectDatabase(target.url, { log })
      await own.query('select 1')
      let done = false
      const slow = own.query<{ n: number }>('select 1 as n from pg_sleep(5)').finally(() => {
        done = true
      })
      // longer each time than the time in which a new connection must be answered
      while (!done) {
        for (const end = performance.now() + 1200; performance.now() < end; );
        await sleep(1)
      }
      expect(await slow).to.deep.equal([{ n: 1 }])
      await own.close()
    })

    it('is deadline_exceeded when a statement takes too long', async () => {
      const work = database.transact(async (transaction) => {
        await transaction.query('set local statement_timeout = 20')
        await transaction.query('select pg_sleep(10)')
      })
      expect(reasonOf(await rejection(work))).to.equal('deadline_exceeded')
    })

    it('is database_unavailable once it is closed', async () => {
      const closed = connectDatabase(target.url, { log })
      await closed.query('select 1')
      await closed.close()
      expect(reasonOf(await rejection(closed.query('select 1')))).to.equal('database_unavailable')
      expect(reasonOf(await rejection(closed.transact(async () => 1)))).to.equal('database_unavailable')
    })
  })
})
