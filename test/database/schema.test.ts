import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { describeSchema } from '../../docs/generator/describe-schema.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

describe('sql/schema.sql', () => {
  let target: TestDatabase
  before(async () => {
    target = await createTestDatabase()
  })
  after(() => target.drop())

  it('matches sql/tables and sql/functions: npm run schema changes nothing', async () => {
    const written = await readFile(new URL('../../sql/schema.sql', import.meta.url), 'utf8')
    expect(await describeSchema(target.database)).to.equal(written)
  })

  it('shows a change of a column, a constraint, an index or a function', async () => {
    const before = await describeSchema(target.database)
    await target.database.query('alter table products add column later int check (later > 0)')
    await target.database.query('create index products_later on products (later)')
    await target.database.query('create function later(p_a int) returns int language sql return p_a')
    const lines = before.split('\n')
    const added = (await describeSchema(target.database)).split('\n').filter((line) => !lines.includes(line))
    expect(added).to.deep.equal([
      '  later integer,',
      '  constraint products_later_check CHECK ((later > 0)),',
      'CREATE INDEX products_later ON public.products USING btree (later);',
      '-- function later(p_a integer) returns integer language sql',
    ])
  })
})
