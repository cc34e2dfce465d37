import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import { connectCustomer, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { holdingEach } from '../support/holding.ts'
import { timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { type OwnServer, startOwnServer } from '../support/postgres.ts'
import { until } from '../support/until.ts'

const connect = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

interface Readiness {
  status: string
  checks: Record<string, { ok: boolean }>
}

describe('what /readyz says of the database', function () {
  this.timeout(timeLimit)

  let server: OwnServer
  let gateway: TestGateway
  let hoard: pg.Client[]
  let productId: string

  beforeEach(async () => {
    server = await startOwnServer(['max_connections=30'])
    productId = (await anyDish(server)).id
    gateway = await startTestGateway({ on: server })
    hoard = []
  })
  afterEach(async () => {
    await Promise.all(hoard.map((client) => client.end()))
    await gateway.stop()
    await server.stop()
  })

  const ready = async () => {
    const response = await fetch(`${gateway.url}/readyz`)
    return { code: response.status, ...((await response.json()) as Readiness) }
  }

  /** Takes every connection that PostgreSQL has left. */
  const takeAll = async () => {
    for (;;) {
      const client = await connect(server.url).catch(() => undefined)
      if (!client) return
      hoard.push(client)
    }
  }

  const arrive = async () => connectCustomer(gateway, (await makePerson(server.database)).token)

  it('is ready, and places orders, when others have taken all connections since the start', async () => {
    const customer = await arrive()
    await takeAll()
    await customer.request('order:place', placement(productId))
    expect(await ready()).to.deep.include({ code: 200, status: 'ready' })
    customer.close()
  })

  it('is degraded without the connection for placing, and orders are placed through the pool', async () => {
    const customer = await arrive()
    const admin = await connect(server.url)
    hoard.push(admin)
    await takeAll()
    const endPlacing = async () => {
      const { rowCount } = await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'customerbackend placing'",
      )
      return rowCount
    }
    expect(await endPlacing()).to.equal(1)
    const isLost = async () => {
      const { code, status, checks } = await ready()
      return code === 200 && status === 'degraded' && checks.placing?.ok === false
    }
    await until(async () => {
      // it may be opened again before the others have taken it
      await Promise.all([endPlacing(), takeAll(), takeAll(), takeAll()])
      if (!(await isLost())) return false
      const { ok } = await customer.raw('order:place', placement(productId, { requestId: randomUUID() }))
      return ok && isLost()
    }, 'an order is placed while the connection for placing is lost')

    await Promise.all(hoard.splice(0).map((client) => client.end()))
    await until(async () => (await ready()).status === 'ready', 'the connection for placing is opened again')
    customer.close()
  })

  it('is ready while a lock on one table holds all requests that need it', async () => {
    const [customer, warehouse] = [await arrive(), await connectNewStaff(gateway, 'warehouse')]
    // the node has read the shop, as it has a second after its start
    await customer.request('menu:list', { limit: 1 })
    // the whole pool is open: nothing has to be opened while the lock is held
    await holdingEach(gateway.database, 8, async () => undefined)
    const admin = await connect(server.url)
    hoard.push(admin)
    await admin.query('begin')
    await admin.query('lock table stock in access exclusive mode')
    const waiting = Array.from({ length: 16 }, () => warehouse.client.raw('stock:list', {}))
    const placing = customer.raw('order:place', placement(productId))
    const blocked = async () => {
      const [row] = await server.database.query<{ n: number }>("select count(*) as n from pg_stat_activity where wait_event_type = 'Lock'")
      return (row?.n ?? 0) >= 9
    }
    await until(blocked, 'the pool and the connection for placing wait for the lock')
    expect(await ready()).to.deep.include({ code: 200, status: 'ready' })
    await admin.query('commit')
    expect((await Promise.all([...waiting, placing])).map(({ ok }) => ok)).not.to.include(false)
    for (const client of [customer, warehouse.client]) client.close()
  })
})
