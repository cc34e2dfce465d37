import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { migrate } from '../../src/database/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

describe('migrations', () => {
  let target: TestDatabase
  let directory: string
  let files: string[]

  beforeEach(async () => {
    target = await createTestDatabase({ empty: true })
    directory = await mkdtemp(join(tmpdir(), 'migrations-'))
    await cp(new URL('../../sql', import.meta.url), directory, { recursive: true })
    files = (await readdir(directory)).filter((name) => /^\d{4}-/.test(name)).sort()
  })
  afterEach(async () => {
    await target.drop()
    await rm(directory, { recursive: true })
  })

  const recorded = async () =>
    (await target.database.query<{ name: string }>('select name from migrations order by name')).map(({ name }) => name)

  it('make the schema of an empty database, in order', async () => {
    expect(await migrate(target.url)).to.deep.equal(files)
    expect(await recorded()).to.deep.equal(files)
    expect(await target.database.query('select from accounts')).to.deep.equal([])
  })

  it('are applied once', async () => {
    await migrate(target.url)
    expect(await migrate(target.url)).to.deep.equal([])
  })

  it('are applied once when several nodes start at the same time', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(target.url)))
    expect(applied.flat()).to.deep.equal(files)
  })

  it('add only what is new', async () => {
    await migrate(target.url, directory)
    await writeFile(join(directory, '9000-later.sql'), 'create table later (id int)')
    expect(await migrate(target.url, directory)).to.deep.equal(['9000-later.sql'])
  })

  it('do not hold up whoever uses a table, while they wait for somebody who has it for long', async () => {
    await migrate(target.url, directory)
    await writeFile(join(directory, '9000-later.sql'), 'alter table orders add column later int')
    const backup = new pg.Client({ connectionString: target.url })
    await backup.connect()
    await backup.query('begin; lock table orders in access share mode')
    const migrating = migrate(target.url, directory)
    const isWaiting = async () => (await target.database.query('select from pg_locks where not granted')).length > 0
    for (const _ of [1, 2]) {
      await until(isWaiting, 'it waits for the lock')
      // which the backup still has
      expect(await target.database.query('select from orders')).to.deep.equal([])
    }
    await backup.end()
    expect(await migrating).to.deep.equal(['9000-later.sql'])
  })

  it('leave nothing of a file that fails, and say where it failed', async () => {
    await writeFile(join(directory, '9000-broken.sql'), 'create table half (id int);\n\nselect nonsense;\n')
    expect((await rejection(migrate(target.url, directory))).message).to.equal('9000-broken.sql:3: column "nonsense" does not exist')
    expect(await recorded()).to.deep.equal(files)
    expect(await target.database.query("select to_regclass('half') as half")).to.deep.equal([{ half: null }])
  })

  it('refuse a file that was changed after it had been applied', async () => {
    await migrate(target.url, directory)
    await appendFile(join(directory, files[0] ?? ''), '\n-- an afterthought\n')
    expect((await rejection(migrate(target.url, directory))).message)
      .to.include(files[0])
      .and.to.include('a change is a new file')
  })
})
