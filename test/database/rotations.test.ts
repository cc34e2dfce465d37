import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import { rotate, rotatedTables } from '../../src/database/rotate.ts'
import { batchOf } from '../support/drafts.ts'
import { makePerson } from '../support/gateway.ts'
import { openWalker } from '../support/lock-walk.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

type Table = (typeof rotatedTables)[number]

/** Inserts a row as old as `$2`; `$1` is its account. */
const insertSql: Record<Table, string> = {
  answers:
    "insert into answers (account_id, request_id, body_hash, answer, created_at) values ($1, gen_random_uuid(), sha256(''), '{}', now() - $2::interval)",
  feed_events:
    "insert into feed_events (account_id, seq, event, data, at) values ($1, 1, 'order:status_changed', '{}', now() - $2::interval)",
  notifications:
    "insert into notifications (account_id, seq, id, kind, title, body, at) values ($1, 1, $1, 'order', '', '', now() - $2::interval)",
}

/** What the documents promise. */
const keptDays: Record<Table, number> = { answers: 2, feed_events: 30, notifications: 90 }

describe('a table that forgets by emptying a partition', () => {
  let target: TestDatabase
  let session: ReturnType<typeof openWalker>
  before(async () => {
    target = await createTestDatabase()
    session = openWalker(target.url)
  })
  after(async () => {
    await session.database.close()
    await target.drop()
  })

  const settings = async (table: Table) => {
    const sql = 'update rotations set emptied_for = 0 where table_name = $1 returning days, partitions'
    const [row] = await session.database.query<{ days: number; partitions: number }>(sql, [table])
    if (!row) throw new Error(`${table} does not rotate`)
    return row
  }
  const insert = async (table: Table, daysOld: number) => {
    const accountId = randomUUID()
    await session.database.query(insertSql[table], [accountId, `${daysOld} days`])
    return accountId
  }
  const isThere = async (table: Table, accountId: string) =>
    (await session.database.query(`select from ${table} where account_id = $1`, [accountId])).length > 0

  /** The first attempt may meet the autovacuum. */
  const rotated = (table: Table) => until(async () => expect(await rotate(session.database, table)).to.equal(true), `${table} is rotated`)

  it('is listed in rotations, with the partitions that it has', async () => {
    const rows = await session.database.query<{ name: Table; key: string; expected: string; made: number; partitions: number }>(
      `select r.table_name as name, replace(replace(pg_get_partkeydef(r.table_name::regclass), '(', ''), ')', '') as key,
         format('%s / %s %% %s', case r.table_name when 'answers' then 'created_at' else 'at' end || ' AT TIME ZONE ''UTC''::text::date - ''1970-01-01''::date', r.days, r.partitions) as expected,
         (select count(*) from pg_inherits where inhparent = r.table_name::regclass) as made, r.partitions
       from rotations r order by r.table_name`,
    )
    expect(rows.map(({ name }) => name)).to.deep.equal(rotatedTables)
    for (const { key, expected, made, partitions } of rows) {
      expect(key).to.equal(`LIST ${expected}`)
      expect(made).to.equal(partitions)
    }
  })

  for (const table of rotatedTables) {
    describe(table, () => {
      it('keeps each row for as long as the documents say, and no row for longer than one more period', async () => {
        const { days, partitions } = await settings(table)
        const kept = await Promise.all(Array.from({ length: partitions - 1 }, (_, n) => insert(table, n * days)))
        const promised = await insert(table, keptDays[table])
        const gone = await insert(table, (partitions - 1) * days)
        await rotated(table)
        for (const accountId of [...kept, promised]) expect(await isThere(table, accountId)).to.equal(true)
        expect(await isThere(table, gone)).to.equal(false)
      })

      it('empties a partition once: never again what it may hold by now, even if the clock goes back', async () => {
        const { days } = await settings(table)
        await rotated(table)
        const ofNextPeriod = await insert(table, -days)
        expect(await rotate(session.database, table)).to.equal(false)
        await session.database.query('update rotations set emptied_for = emptied_for + 1 where table_name = $1', [table])
        expect(await rotate(session.database, table)).to.equal(false)
        expect(await isThere(table, ofNextPeriod)).to.equal(true)
      })

      it('has a place for every row, although nothing was emptied for weeks', async () => {
        const { days, partitions } = await settings(table)
        for (let n = 0; n <= 2 * partitions; n += 1) expect(await isThere(table, await insert(table, -n * days))).to.equal(true)
      })

      it('is left as it is while a backup reads it, and orders are placed meanwhile', async () => {
        const { days, partitions } = await settings(table)
        const old = await insert(table, (partitions - 1) * days)
        const backup = new pg.Client({ connectionString: target.url })
        await backup.connect()
        await backup.query(`begin; lock table ${table} in access share mode`)
        const { id } = await makePerson(session.database)
        const placed = session.place(id, placement((await anyDish(session)).id))
        expect(await rotate(target.database, table)).to.equal(false)
        expect((await placed).order.status).to.equal('placed')
        expect(await isThere(table, old)).to.equal(true)
        await backup.end()
        await rotated(table)
        expect(await isThere(table, old)).to.equal(false)
      })
    })
  }

  it('is emptied by one of several nodes', async () => {
    await settings('feed_events')
    await until(async () => {
      const all = await Promise.all(Array.from({ length: 6 }, () => rotate(target.database, 'feed_events')))
      return expect(all.filter((isEmptied) => isEmptied)).to.have.length(1)
    }, 'one of six empties the partition')
    expect(await rotate(target.database, 'feed_events')).to.equal(false)
  })

  it('is looked up by its key, even if its partitions were empty when the plan was made', async () => {
    const client = new pg.Client({ connectionString: target.url })
    await client.connect()
    const { id } = await makePerson(session.database)
    for (const table of ['answers', 'feed_events']) await client.query(`truncate ${table}`)
    for (const table of ['answers', 'feed_events']) await client.query(`vacuum analyze ${table}`)
    // emptying a partition also counts as a scan of it
    const counted = async () => {
      const { rows } = await client.query<{ scans: number }>(
        `select sum(pg_stat_get_xact_numscans(inhrelid))::int as scans from pg_inherits
         where inhparent in ('answers'::regclass, 'feed_events'::regclass)`,
      )
      return rows[0]?.scans ?? 0
    }
    const dish = await anyDish(session)
    const scans = async () => {
      const { batch } = await batchOf(session.database, id, dish.id)
      await client.query('begin')
      const before = await counted()
      await client.query('select place_orders($1)', [batch])
      await client.query('select claim_answer($1, $2, $3)', [id, randomUUID(), Buffer.alloc(32)])
      await client.query(
        'select resume_feeds(array[account_id], array[epoch], array[0::bigint], 1000, 1000000) from feed_heads where account_id = $1',
        [id],
      )
      const after = await counted()
      await client.query('rollback')
      return after - before
    }
    for (let n = 0; n < 7; n += 1) expect(await scans()).to.equal(0)
    await client.end()
  })
})
