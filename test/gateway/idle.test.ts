import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

describe('an idle gateway', () => {
  const statements: { sql: string; at: number }[] = []
  let gateway: TestGateway

  before(async () => {
    gateway = await startTestGateway({ onQuery: (sql) => void statements.push({ sql, at: performance.now() }) })
  })
  after(() => gateway.stop())

  /** Transactions that PostgreSQL has counted in this database. */
  const transactions = async () => {
    const [row] = await gateway.database.query<{ count: number }>(
      'select xact_commit + xact_rollback as count from pg_stat_database where datname = current_database()',
    )
    return row?.count ?? Number.NaN
  }

  /** Tables that autovacuum has worked on: its transactions are counted too, and it comes once a minute. */
  const vacuums = async () => {
    const [row] = await gateway.database.query<{ count: number }>(
      'select sum(autovacuum_count + autoanalyze_count)::int as count from pg_stat_all_tables',
    )
    return row?.count
  }

  it('asks PostgreSQL about once a second what there is to do, whatever the number of its jobs and customers', async () => {
    for (let n = 0; n < 20; n += 1) await arrive(gateway)
    // sessions of PostgreSQL report what they did within ten seconds
    await sleep(12_000)
    const measure = async (): Promise<number> => {
      const [began, before, vacuumed] = [performance.now(), await transactions(), await vacuums()]
      await sleep(10_000)
      const rate = ((await transactions()) - before) / ((performance.now() - began) / 1000)
      return (await vacuums()) === vacuumed ? rate : measure()
    }
    const rate = await measure()
    // one look a second, four statements of a sweep every ten seconds, and one of the rechecks; the old jobs made nine a second
    expect(rate, 'transactions a second').to.be.lessThan(4)
  })

  it('looks for work at most once a second', async () => {
    const looks = () => statements.filter(({ sql }) => sql.includes('waiting_work'))
    const first = looks().length
    await until(() => looks().length >= first + 4, 'it has looked again')
    const times = looks()
      .slice(first)
      .map(({ at }) => at)
    // after the sweep of every ten seconds it looks sooner
    const sweeps = statements.filter(({ sql }) => sql.includes('"isLeftBehind"')).map(({ at }) => at)
    for (const [n, at] of times.entries()) {
      const before = times[n - 1] ?? Number.NEGATIVE_INFINITY
      // a timer of a second never ends early
      if (!sweeps.some((sweptAt) => before < sweptAt && sweptAt < at)) expect(at - before).to.be.greaterThan(990)
    }
  })
})
