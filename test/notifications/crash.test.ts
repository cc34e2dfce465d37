import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import { mintCustomers } from '../../src/accounts/mint.ts'
import { connectClient } from '../support/client.ts'
import { makePerson } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

const customers = 20_000

describe('a broadcast to many, when the gateways are killed with -9', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let nodes: GatewayProcess[] = []

  before(async () => {
    database = await createTestDatabase()
    for await (const slice of mintCustomers(database.database, customers)) expect(slice).not.to.have.length(0)
  })
  after(async () => {
    await kill()
    await database.drop()
  })

  const start = async () => {
    nodes = await Promise.all([1, 2].map(() => startProcess({ DATABASE_URL: database.url })))
    return nodes[0]?.url ?? ''
  }
  const kill = () => Promise.all(nodes.map((node) => node.kill('SIGKILL')))
  /** Locks the last customer's feed, so that the broadcast cannot finish until this returns. Its session has no limit for idle transactions. */
  const beforeTheLast = async (work: () => Promise<unknown>) => {
    const session = new pg.Client({ connectionString: database.url })
    await session.connect()
    await session.query(
      `begin; select from feed_heads where account_id = (select max(id::text)::uuid from accounts where login like 'load-%') for update`,
    )
    await work()
    await session.end()
  }
  const progress = async () => {
    const [row] = await database.database.query<{ sent: number; finished: boolean }>(
      'select sent, finished_at is not null as finished from broadcasts',
    )
    return row ?? { sent: 0, finished: false }
  }

  it('is answered immediately, delays no customer, and reaches each customer once without a gap in any feed', async () => {
    const url = await start()
    const manager = await connectClient(url, '/staff', { token: (await makePerson(database.database, 'manager')).token })
    const { broadcast } = await manager.request('notification:broadcast', { requestId: randomUUID(), title: 'Free soup', body: 'Today.' })
    expect(broadcast.recipients).to.equal(customers)

    const person = await makePerson(database.database)
    const customer = await connectClient(url, '/', { token: person.token })
    const [dish] = await database.database.query<{ id: string }>('select id from products where available order by name limit 1')
    await beforeTheLast(async () => {
      await until(async () => (await progress()).sent > 0, 'it has begun')
      await customer.request('order:place', placement(dish?.id ?? ''))
      for (const share of [0.2, 0.6]) {
        await until(async () => (await progress()).sent >= share * customers, `${share} of it is written`)
        await kill()
        await start()
      }
      expect((await progress()).finished).to.equal(false)
    })
    await until(async () => (await progress()).finished, 'it is finished')

    expect((await progress()).sent).to.equal(customers)
    const [reached] = await database.database.query(
      `select count(*) as customers, count(*) filter (where n.found = 1 and e.found = 1 and h.seq = 1) as once
       from accounts a join feed_heads h on h.account_id = a.id
       cross join lateral (select count(*) as found from notifications n where n.account_id = a.id) n
       cross join lateral (select count(*) as found from feed_events e where e.account_id = a.id and e.seq = 1) e
       where a.login like 'load-%'`,
    )
    expect(reached).to.deep.equal({ customers, once: customers })
    await until(async () => (await database.database.query('select from outbox limit 1')).length === 0, 'the outbox is empty')
  })
})
