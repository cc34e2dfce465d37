import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { checkSchema } from '../../src/database/check-schema.ts'
import { turn } from '../../src/database/lock-wait.ts'
import { migrate } from '../../src/database/migrate.ts'
import { planMigration } from '../../src/database/plan-migration.ts'
import { waitingForLocks } from '../support/holding.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

describe('migrate', () => {
  let target: TestDatabase
  let directory: string
  let tables: string[]
  let functions: string[]

  const names = async (kind: string) => (await readdir(join(directory, kind))).sort().map((name) => `${kind}/${name}`)
  const write = (name: string, sql: string) => writeFile(join(directory, name), sql)
  const edit = async (name: string, from: string, to: string) => {
    const sql = await readFile(join(directory, name), 'utf8')
    expect(sql).to.include(from)
    await write(name, sql.replace(from, to))
  }
  const run = () => migrate(target.url, { directory })
  const query = (sql: string) => target.database.query(sql)
  const recorded = async () =>
    (await target.database.query<{ name: string }>('select name from migrations order by name')).map(({ name }) => name)
  const oidOf = (name: string) => query(`select oid from pg_proc where proname = '${name}'`)

  beforeEach(async () => {
    target = await createTestDatabase({ empty: true })
    directory = await mkdtemp(join(tmpdir(), 'migrations-'))
    await cp(new URL('../../sql', import.meta.url), directory, { recursive: true })
    tables = await names('tables')
    functions = await names('functions')
  })
  afterEach(async () => {
    await target.drop()
    await rm(directory, { recursive: true })
  })

  it('creates the schema in an empty database: the tables in order, then the functions', async () => {
    const applied = await migrate(target.url)
    expect(applied.slice(0, tables.length)).to.deep.equal(tables)
    expect(applied.slice(tables.length)).to.have.members(functions)
    expect(await recorded()).to.have.members([...tables, ...functions, 'version'])
    expect(await query('select from accounts')).to.deep.equal([])
    expect(await query('select from order_rows')).to.deep.equal([])
  })

  it('applies each file once', async () => {
    await run()
    expect(await run()).to.deep.equal([])
  })

  it('makes a schema on which the gateway starts; on one that is behind it does not, and a function that is not ours is a warning', async () => {
    const warned: unknown[] = []
    const check = () => checkSchema(target.database, { warn: (about: unknown) => warned.push(about) }, directory)
    await run()
    await check()
    expect(warned).to.deep.equal([])
    await write('tables/9001-later.sql', 'create table later (id int)')
    await write('tables/9002-later.sql', 'create table even_later (id int)')
    const { message } = await rejection(check())
    expect(message).to.equal('The schema is not up to date (tables/9001-later.sql and 1 more are missing): customerbackend migrate')
    await run()
    // as a node of the version before sees it, when a newer one has removed, added and changed files
    await rm(join(directory, 'tables/9002-later.sql'))
    await query("delete from migrations where name = 'functions/estimates.sql'")
    await query("update migrations set sha256 = '' where name = 'functions/shop.sql'")
    await check()
    expect(warned).to.deep.equal([{ files: ['functions/estimates.sql', 'functions/shop.sql'] }])
    await query("delete from migrations where name = 'tables/9002-later.sql'")
    expect((await rejection(check())).message).to.include('functions/estimates.sql is missing')
  })

  it('says which right a role lacks, and how to grant it', async () => {
    const role = `poor_${Date.now()}`
    await query(`create role ${role} login password 'poor'`)
    const url = Object.assign(new URL(target.url), { username: role, password: 'poor' }).href
    const { message } = await rejection(migrate(url, { directory }))
    const [, grants = ''] = /, or: (.+)$/.exec(message) ?? []
    expect(message).to.include(`The role ${role} may not change the schema (permission denied for schema public): make it the owner`)
    await query(grants)
    expect(await migrate(url, { directory })).to.have.length(tables.length + functions.length)
    await query(`drop owned by ${role} cascade`)
    await query(`drop role ${role}`)
  })

  it('applies each file once when several nodes start at the same time', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, run))
    expect(applied.flat()).to.have.length(tables.length + functions.length)
  })

  it('waits for its turn without a snapshot, for which an index of the other migration would wait, and says for whom it waits', async () => {
    await run()
    const other = new pg.Client({ connectionString: target.url, application_name: 'the other' })
    await other.connect()
    await other.query(`set deadlock_timeout = '1ms'; select pg_advisory_lock(${turn})`)
    const told: string[] = []
    const waiting = migrate(target.url, { directory, onLockWait: (holders) => told.push(holders) })
    await until(() => told.length > 0, 'it waits')
    for (let n = 0; n < 20; n += 1) await other.query(`create index concurrently index_${n} on accounts (role)`)
    const { message } = await rejection(migrate(target.url, { directory, lockWaitMs: 1 }))
    expect(message).to.match(/waited too long for a lock: it is held by the other \(pid \d+, idle\)/)
    await other.end()
    expect(await waiting).to.deep.equal([])
    expect(told.join()).to.match(/^the other \(pid \d+, \w+\)/)
  })

  describe('of tables', () => {
    it('applies only new files', async () => {
      await run()
      await write('tables/9000-later.sql', 'create table later (id int)')
      expect(await run()).to.deep.equal(['tables/9000-later.sql'])
    })

    it('builds an index without a transaction, again if an earlier attempt left it invalid', async () => {
      await run()
      await write('tables/9000-later.sql', 'create unique index concurrently if not exists later on accounts (role)')
      for (const n of [1, 2])
        await query(`insert into accounts (id, role, login, email, name) values (gen_random_uuid(), 'kitchen', 'cook${n}', 'cook${n}', '')`)
      expect((await rejection(run())).message).to.match(/^tables\/9000-later.sql: could not create unique index/)
      await query("update accounts set role = 'courier' where login = 'cook1'")
      expect(await run()).to.deep.equal(['tables/9000-later.sql'])
      expect(await query("select indisvalid from pg_index where indexrelid = 'later'::regclass")).to.deep.equal([{ indisvalid: true }])
    })

    it('plans what it would run and lock; gives up when a lock is held for too long, and says by whom', async () => {
      await run()
      await write('tables/9000-later.sql', 'alter table orders add column later int;\nupdate accounts set name = name;')
      const [file, orders, accounts, slow] = await planMigration(target.url, { directory })
      expect(file).to.equal('tables/9000-later.sql')
      expect(orders).to.match(/^ {2}orders: access exclusive, reading and writing wait for a moment, about 0 rows and 1 MB$/)
      expect(accounts).to.match(/^ {2}accounts: row exclusive, .+ while it changes rows/)
      expect(slow).to.include('slow: accounts: changes rows')
      const holder = new pg.Client({ connectionString: target.url, application_name: 'a long report' })
      await holder.connect()
      await holder.query("begin; select 'a secret' from orders")
      const told: string[] = []
      const { message } = await rejection(migrate(target.url, { directory, lockWaitMs: 1, onLockWait: (holders) => told.push(holders) }))
      expect(message).to.match(
        /waited too long for a lock: it is held by a long report \(pid \d+, idle in transaction, in a transaction for \d+ s\)/,
      )
      expect(told.join()).to.include('a long report').and.not.to.include('secret')
      await holder.end()
      expect(await run()).to.deep.equal(['tables/9000-later.sql'])
    })

    it('does not block other sessions of a table while it waits for a long lock', async () => {
      await run()
      await write('tables/9000-later.sql', 'alter table orders add column later int')
      const backup = new pg.Client({ connectionString: target.url })
      await backup.connect()
      await backup.query('begin; lock table orders in access share mode')
      const migrating = run()
      const isWaiting = async () => (await waitingForLocks(target.database)).length > 0
      for (const _ of [1, 2]) {
        await until(isWaiting, 'it waits for the lock')
        // the backup still holds its lock: without giving way, this would never be answered
        expect(await query('select from orders')).to.deep.equal([])
      }
      await backup.end()
      expect(await migrating).to.deep.equal(['tables/9000-later.sql'])
    })

    it('rolls back a file that fails, and reports the position of the error', async () => {
      await write('tables/9000-broken.sql', 'create table half (id int);\n\nselect nonsense;\n')
      expect((await rejection(run())).message).to.equal('tables/9000-broken.sql:3: column "nonsense" does not exist')
      expect(await recorded()).to.deep.equal(tables)
      expect(await query("select to_regclass('half') as half")).to.deep.equal([{ half: null }])
    })

    it('refuses a file that was changed after it was applied', async () => {
      await run()
      await appendFile(join(directory, tables[0] ?? ''), '\n-- an afterthought\n')
      expect((await rejection(run())).message)
        .to.include(tables[0])
        .and.to.include('a change is a new file')
    })
  })

  describe('of functions', () => {
    it('replaces in place the objects of a changed file, and no others', async () => {
      await run()
      const before = await oidOf('max_favorites')
      await edit('functions/limits.sql', 'parallel safe return 50', 'parallel safe return 51')
      expect(await run()).to.deep.equal(['functions/limits.sql'])
      expect(await query('select max_favorites() as most')).to.deep.equal([{ most: 51 }])
      expect(await oidOf('max_favorites'), 'a node that has just looked it up still finds it').to.deep.equal(before)
    })

    it('drops objects that no file creates any more: a function, a trigger, a view, another list of arguments', async () => {
      await write(
        'functions/extra.sql',
        `create or replace function extra(a int) returns int language sql return a;
         create or replace view extra_view as select extra(1) as one;
         create or replace function extra_trigger() returns trigger language plpgsql as $$ begin return null; end $$;
         create or replace trigger extra_trigger after insert on orders for each row execute function extra_trigger();`,
      )
      await run()
      await write('functions/extra.sql', 'create or replace function extra(a int, b int) returns int language sql return a + b;')
      expect(await run()).to.deep.equal(['functions/extra.sql'])
      const left = `select proname::text as name from pg_proc where proname ~ '^extra(_|$)'
        union all select tgname from pg_trigger where tgname ~ '^extra(_|$)' union all select relname from pg_class where relname ~ '^extra(_|$)'`
      expect(await query(left)).to.deep.equal([{ name: 'extra' }])
      await rm(join(directory, 'functions/extra.sql'))
      expect(await run()).to.deep.equal([])
      expect(await query(left)).to.deep.equal([])
      expect(await recorded()).to.not.include('functions/extra.sql')
    })

    it('leaves those of a newer version, whose nodes may run beside this one, unless it is to bring its own back', async () => {
      await run()
      await write('functions/later.sql', 'create or replace function later() returns int language sql return 1;')
      await edit('functions/limits.sql', 'parallel safe return 50', 'parallel safe return 51')
      await run()
      await query("update migrations set sha256 = '9.0.0' where name = 'version'")
      const told: string[] = []
      expect(await migrate(target.url, { keepNewer: true, onNewer: (version) => told.push(version) })).to.deep.equal([])
      expect(told).to.deep.equal(['9.0.0'])
      expect(await planMigration(target.url, { keepNewer: true })).to.deep.equal([])
      expect(await planMigration(target.url)).to.have.length(1)
      expect(await query('select later() as one, max_favorites() as most')).to.deep.equal([{ one: 1, most: 51 }])
      expect(await migrate(target.url)).to.deep.equal(['functions/limits.sql'])
      expect(await oidOf('later')).to.deep.equal([])
    })

    it('creates all objects again when one cannot be replaced: a return type, the columns of a view', async () => {
      await run()
      await edit('functions/estimates.sql', 'returns double precision language', 'returns real language')
      await edit('functions/menu.sql', 'p.id, p.category_id,', 'p.id, 1 as one, p.category_id,')
      expect(await run()).to.have.members(functions)
      expect(await query('select pg_typeof(distance_km(1, 1, 2, 2))::text as type')).to.deep.equal([{ type: 'real' }])
      expect(await query('select one from menu')).to.deep.equal([])
      expect(await run()).to.deep.equal([])
    })

    it('changes nothing when a file fails, and reports the position of the error', async () => {
      await run()
      await write('functions/aaa.sql', 'create or replace function fresh() returns int language sql return 1;')
      await edit('functions/values.sql', 'language sql stable parallel safe', 'language sql stable parallel nonsense')
      expect((await rejection(run())).message).to.match(/^functions\/values\.sql: parameter "parallel"/)
      expect(await oidOf('fresh')).to.deep.equal([])
    })

    it('keeps objects that an operator has created', async () => {
      await run()
      await query('create view own as select count(*) from menu')
      await query('create function own() returns int language sql return 1')
      await edit('functions/menu.sql', '-- All diets', '-- Every diet')
      expect(await run()).to.deep.equal(['functions/menu.sql'])
      expect(await query('select own() as own from own')).to.deep.equal([{ own: 1 }])
    })

    it('refuses files that use each other', async () => {
      await edit('functions/values.sql', '\n\n', '\n-- uses: orders\n\n')
      expect((await rejection(run())).message).to.include('functions/values.sql')
    })
  })
})
