import { expect } from 'chai'
import pg from 'pg'
import { upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { anyDish } from '../support/orders.ts'
import { type OwnServer, startOwnServer } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { type Shopper, sendShopping } from '../support/shopper.ts'
import { patienceMs, until } from '../support/until.ts'

/** The limits of `npm run hostile`, which has the machine to itself. `npm test` may share it, so there only a request that hangs fails. */
const quickMs = inShort(patienceMs, 3000)
const recoveryMs = inShort(patienceMs, 5000)
const shoppers = inShort(24, 200)
const rounds = inShort(1, 10)

describeWith('redis-server')('PostgreSQL, under several nodes and their load', function () {
  this.timeout(timeLimit)
  let redis: TestRedis
  let server: OwnServer
  let admin: pg.Client
  let nodes: GatewayProcess[]
  let crowd: Shopper[]
  let shopping: Promise<unknown>
  let over: boolean

  beforeEach(async () => {
    redis = await startRedis()
    server = await startOwnServer(['max_connections=60'])
    await connectAdmin()
    nodes = await Promise.all(upTo(3).map(() => startProcess({ DATABASE_URL: server.url, REDIS_URL: redis.url })))
    const productId = (await anyDish(server)).id
    await server.database.query('update stock set on_hand = 1000000000')
    const people = await Promise.all(upTo(shoppers).map(() => makePerson(server.database)))
    crowd = await Promise.all(people.map(({ token }, n) => sendShopping(token, [nodes[n % 3]?.url ?? ''], productId)))
    over = false
    const shop = async (shopper: Shopper) => {
      while (!over) await shopper.place()
    }
    shopping = Promise.all(crowd.map(shop))
    await everybodyIsServed()
  })
  afterEach(async () => {
    await admin.end()
    await server.stop()
    await redis.stop()
  })

  const connectAdmin = async () => {
    admin = new pg.Client({ connectionString: server.url })
    admin.on('error', () => undefined)
    await admin.connect()
  }

  /** Resolves with the time until every customer had placed one more order. */
  const everybodyIsServed = async (since = performance.now(), withinMs = patienceMs) => {
    const before = crowd.map(({ acknowledged }) => acknowledged.length)
    await until(() => crowd.every(({ acknowledged }, n) => acknowledged.length > (before[n] ?? 0)), 'every customer is served', withinMs)
    return performance.now() - since
  }

  let ending: Promise<unknown> | undefined
  const endBackends = () => {
    ending ??= admin
      .query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'customerbackend%'",
      )
      .finally(() => {
        ending = undefined
      })
    return ending
  }

  /** Checks that no process exited, every refusal was quick and retryable, and no order or event was lost or duplicated. */
  const goHome = async () => {
    over = true
    await shopping
    for (const { child } of nodes) expect([child.exitCode, child.signalCode]).to.deep.equal([null, null])
    const refused = crowd.flatMap((shopper) => shopper.refused)
    for (const { error, ms } of refused) {
      expect(error.failure.retryable, error.message).to.equal(true)
      expect(ms).to.be.lessThan(quickMs)
    }
    const ids = crowd.flatMap(({ acknowledged }) => acknowledged.map(({ id }) => id))
    const { rows } = await admin.query<{ orders: string; all: string }>(
      'select count(*) filter (where id = any ($1::uuid[])) as orders, count(*) as all from orders',
      [ids],
    )
    expect(rows).to.deep.equal([{ orders: String(ids.length), all: String(ids.length) }])
    for (const shopper of crowd) {
      const whole = upTo(shopper.acknowledged.length)
      await until(() => whole.every((seq) => shopper.heard().has(seq)), 'every event has arrived')
      shopper.leave()
    }
    expect(await Promise.all(nodes.map((node) => node.kill('SIGTERM')))).to.deep.equal([0, 0, 0])
    return { orders: ids.length, refused: refused.length, slowest: Math.max(0, ...refused.map(({ ms }) => ms)) }
  }

  const record = (what: string, times: readonly number[], { orders, refused, slowest }: Awaited<ReturnType<typeof goHome>>) =>
    recordResult(
      what,
      `${times.length} times, 3 nodes, ${shoppers} customers, ${orders} orders`,
      `no exit; ${refused} refusals, all retryable, the slowest after ${Math.round(slowest)} ms; all served again after ${times.map((ms) => (ms / 1000).toFixed(1)).join(', ')} s`,
    )

  it('can be restarted: no process exits, failures are quick and retryable, and service resumes', async () => {
    const times: number[] = []
    for (const _ of upTo(rounds)) {
      await server.restart()
      const back = performance.now()
      await connectAdmin()
      times.push(await everybodyIsServed(back, recoveryMs))
    }
    record('PostgreSQL restarted', times, await goHome())
  })

  it('can end every connection: no process exits, failures are quick and retryable, and service resumes', async () => {
    const times: number[] = []
    for (const _ of upTo(2 * rounds)) {
      await endBackends()
      times.push(await everybodyIsServed(performance.now(), recoveryMs))
    }
    record('The backends of PostgreSQL terminated', times, await goHome())
  })

  it('can run out of connections: no process exits, failures are quick and retryable, and service resumes', async () => {
    const times: number[] = []
    for (const _ of upTo(rounds)) {
      const before = crowd.map((shopper) => shopper.refused.length)
      const isRefused = () => crowd.every((shopper, n) => shopper.refused.length > (before[n] ?? 0))
      const hoard: pg.Client[] = []
      const takeAll = async () => {
        while (!isRefused()) {
          const client = new pg.Client({ connectionString: server.url })
          client.on('error', () => undefined)
          if (
            await client.connect().then(
              () => false,
              () => true,
            )
          )
            await endBackends()
          else hoard.push(client)
        }
      }
      await Promise.all(upTo(8).map(takeAll))
      await Promise.all(hoard.map((client) => client.end()))
      times.push(await everybodyIsServed(performance.now(), recoveryMs))
    }
    record('The connections of PostgreSQL used up by others', times, await goHome())
  })
})
