/** A migration that keeps to the rules of docs/operations.md, on a table of millions of orders, while customers order. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { insertOf } from '../../bench/growth/copies.ts'
import { withoutIndexes } from '../../bench/growth/indexes.ts'
import { migrate } from '../../src/database/migrate.ts'
import { sqlDirectory } from '../../src/database/sql-files.ts'
import { faultsOf } from '../../src/database/table-locks.ts'
import { upTo } from '../support/feed.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'

/** `ORDERS=1000000` for a smaller table. */
const wanted = Number(process.env.ORDERS ?? 10_000_000)
const customers = 8
const baselineOrders = 4000

const files: [string, string][] = [
  ['9000-column.sql', 'alter table orders add column later int, add column since timestamptz not null default now()'],
  ['9001-constraint.sql', 'alter table orders add constraint later_is_positive check (later > 0) not valid'],
  ['9002-validated.sql', 'alter table orders validate constraint later_is_positive'],
  ['9003-index.sql', 'create index concurrently if not exists orders_later on orders (placed_at, status)'],
]

const p99 = (times: readonly number[]) => [...times].sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? Number.NaN

/** Copies an order that was placed until there are so many. Its items and its payment stay single: no file changes those tables. */
const multiply = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const own: Readonly<Record<string, string>> = {
    id: 'uuid_v7()',
    request_id: 'gen_random_uuid()',
    payment_id: 'gen_random_uuid()',
    status: "'delivered'",
    placed_at: "now() - n * interval '3 seconds'",
  }
  const from = `from (select * from orders order by number limit 1) t cross join generate_series(1, ${wanted}) n`
  const insert = await insertOf(client, 'orders', own, from)
  await withoutIndexes(client, ['orders'], () => client.query(insert))
  await client.query('vacuum (analyze) orders')
  await client.end()
}

const inLong = isLong ? describe : describe.skip

inLong('a migration of millions of orders (with HOSTILE=long)', () => {
  let gateway: TestGateway
  let directory: string

  before(async () => {
    gateway = await startTestGateway()
    directory = await mkdtemp(join(tmpdir(), 'customerbackend-migration-'))
    await cp(sqlDirectory, directory, { recursive: true })
  })
  after(async () => {
    await gateway.stop()
    await rm(directory, { recursive: true })
  })

  it('is not felt by those who order meanwhile', async function () {
    this.timeout(timeLimit)
    const productId = (await anyDish(gateway)).id
    const people = await Promise.all(upTo(customers).map(() => arrive(gateway)))
    /** Places orders until told to stop; returns how long each took. */
    const measure = async (isOver: (placed: number) => boolean) => {
      const times: number[] = []
      const order = async ({ client }: (typeof people)[number]) => {
        while (!isOver(times.length)) {
          const start = performance.now()
          await client.request('order:place', placement(productId))
          times.push(performance.now() - start)
        }
      }
      await Promise.all(people.map(order))
      return times
    }
    await measure((placed) => placed > 0)
    await multiply(gateway.databaseUrl)
    // the dish must not run out
    await gateway.database.query('update stock set on_hand = 1000000000')
    await measure((placed) => placed > 500)
    const before = await measure((placed) => placed > baselineOrders)

    for (const [name, sql] of files) {
      expect(faultsOf(sql), name).to.deep.equal([])
      await writeFile(join(directory, 'tables', name), sql)
    }
    let took: number | undefined
    const began = performance.now()
    const migrating = migrate(gateway.databaseUrl, { directory }).finally(() => {
      took = performance.now() - began
    })
    const during = await measure((placed) => took !== undefined && placed > baselineOrders)
    expect(await migrating).to.deep.equal(files.map(([name]) => `tables/${name}`))
    const after = await measure((placed) => placed > baselineOrders)
    const longest = Math.max(...during)
    const [usual, felt, again] = [before, during, after].map((times) => p99(times).toFixed(0))
    recordResult(
      'A column, a checked constraint and an index are added to the orders while customers order',
      `${wanted.toLocaleString('en')} orders, ${during.length.toLocaleString('en')} placed, the migration took ${((took ?? 0) / 1000).toFixed(0)} s`,
      `p99 of placing ${usual} ms before, ${felt} ms meanwhile and ${again} ms after, ${longest.toFixed(0)} ms at most; no order refused`,
    )
    // who waits for a file that locks the table waits for most of the migration, on any machine
    expect(longest, `the longest of placing, in ms of ${took}`).to.be.below((took ?? 0) / 2)
    for (const { client } of people) client.close()
  })
})
