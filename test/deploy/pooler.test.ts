import { expect } from 'chai'
import { checkLocks, checkSession } from '../../src/database/check-session.ts'
import { sessionSettings } from '../../src/database/session-settings.ts'
import { arrive, startTestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, placement } from '../support/orders.ts'
import { type Pooler, poolerVersion, startPooler } from '../support/pooler.ts'
import { createTestDatabase, findServer, type TestDatabase } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'

const role = 'behind a pooler'
const ignoring = 'ignore_startup_parameters = options'
const forgetful = ['pool_mode = transaction', ignoring]

describeWith('pgbouncer')('behind PgBouncer', () => {
  let direct: TestDatabase
  /** As the role whose settings the tests change. */
  let url: string

  before(async () => {
    direct = await createTestDatabase()
    const { admin } = await findServer()
    await admin.query(`drop role if exists "${role}"`)
    await admin.query(`create role "${role}" superuser login password 'secret'`)
    url = Object.assign(new URL(direct.url), { username: role, password: 'secret' }).href
  })
  after(async () => {
    await direct.drop()
    await (await findServer()).admin.query(`drop role "${role}"`)
  })

  const behind = async <Result>(settings: readonly string[], work: (pooler: Pooler) => Promise<Result>): Promise<Result> => {
    const pooler = await startPooler(url, settings)
    return work(pooler).finally(() => pooler.stop())
  }
  const refusalBehind = async (settings: readonly string[], check = checkSession) =>
    behind(settings, async (pooler) => (await rejection(check(pooler.url))).message)

  const placesOrders = (settings: readonly string[]) =>
    behind(settings, async (pooler) => {
      await checkSession(pooler.url)
      const gateway = await startTestGateway({ on: { url: pooler.url } })
      const dish = await anyDish(gateway)
      const customers = await Promise.all(Array.from({ length: 8 }, () => arrive(gateway)))
      const orders = await Promise.all(
        customers.map(async ({ client }) => {
          const { order } = await client.request('order:place', placement(dish.id))
          await client.pushed('order:status_changed')
          return (await client.request('order:get', { orderId: order.id })).order.status
        }),
      )
      expect(new Set(orders)).to.deep.equal(new Set(['placed']))
      for (const { client } of customers) client.close()
      await gateway.stop()
    })

  it('a start is refused while the pooler does not take the settings of a session, or drops them, and the error says what to set', async () => {
    expect(await refusalBehind(['pool_mode = session'])).to.include(`set ${ignoring} in it`)
    const refused = await refusalBehind(['pool_mode = session', ignoring])
    expect(refused).to.include('does not pass on').and.to.include('statement_timeout')
    const [, advice = ''] = /\((alter role .*)\)/.exec(refused) ?? []
    expect(advice.split('; ')).to.have.length(Object.keys(sessionSettings).length)
    for (const statement of advice.split('; ')) await direct.database.query(statement)
  })

  it('in session mode everything works, then', async () => {
    await placesOrders(['pool_mode = session', ignoring])
    await behind(['pool_mode = session', ignoring], ({ url: pooled }) => checkLocks(pooled))
  })

  it('in transaction mode a start is refused where prepared statements are lost, and a migration always', async () => {
    const settings = poolerVersion() >= 121 ? [...forgetful, 'max_prepared_statements = 0'] : forgetful
    expect(await refusalBehind(settings))
      .to.include('max_prepared_statements = 500')
      .and.to.include('pool_mode = session')
    expect(await refusalBehind(settings, checkLocks)).to.include('run the migration with the address of PostgreSQL itself')
  })

  it('in transaction mode a start is refused where the pooler has a single connection', async () => {
    const settings = [...forgetful, 'default_pool_size = 1']
    expect(await refusalBehind(settings)).to.include('raise default_pool_size')
  })

  if (poolerVersion() >= 121)
    it('in transaction mode everything else works where it keeps prepared statements', async () => {
      const keeping = [...forgetful, 'max_prepared_statements = 500']
      await placesOrders(keeping)
      expect(await refusalBehind(keeping, checkLocks)).to.include('run the migration with the address of PostgreSQL itself')
    })
})
