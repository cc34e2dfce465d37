import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { connectClient } from '../support/client.ts'
import { headOf } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

describe('the feed, when the gateway is killed with -9', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let gateway: GatewayProcess | undefined
  let productId: string

  before(async () => {
    database = await createTestDatabase()
    const [row] = await database.database.query<{ id: string }>('select id from products where available order by name limit 1')
    productId = row?.id ?? ''
  })
  after(async () => {
    await gateway?.kill('SIGKILL')
    await database.drop()
  })

  const start = async () => {
    gateway = await startProcess({ DATABASE_URL: database.url })
    return gateway
  }
  const replayed = (heard: { event: string; payload: unknown }[]) =>
    heard.filter(({ event }) => event === 'order:status_changed').map(({ payload }) => payload as { seq: number; data: { order: Order } })

  it('resumes without a gap after dying between the commit and the push', async () => {
    const person = await makePerson(database.database)
    let node = await start()
    const client = await connectClient(node.url, '/', { token: person.token })
    const { feed } = await client.pushed('session:ready')
    client.socket.emit('order:place', placement(productId))
    await until(async () => (await headOf(database.database, person.id)) === 1, 'the order is committed')
    await node.kill('SIGKILL')
    // as if the node had died a moment earlier: the event is committed and still in the outbox
    await database.database.query(
      'insert into outbox (account_ids, seqs) select array[$1::uuid], array[1] where not exists (select from outbox where $1 = any (account_ids))',
      [person.id],
    )

    node = await start()
    const again = await connectClient(node.url, '/', { token: person.token, feed: { epoch: feed?.epoch, seq: 0 } })
    expect((await again.pushed('session:ready')).feed).to.deep.equal({ epoch: feed?.epoch, seq: 1, recovered: true, replayed: 1 })
    expect(replayed(again.heard).map(({ seq, data }) => [seq, data.order.status])).to.deep.equal([[1, 'placed']])
    await until(
      async () => expect(await database.database.query('select from outbox where $1 = any (account_ids)', [person.id])).to.deep.equal([]),
      'the event is swept',
    )
    // the answer comes after everything that was pushed before it
    await again.request('order:pending', {})
    expect(replayed(again.heard), 'the sweep sends no event to a socket that was sent it').to.have.length(1)
    again.close()
    await node.kill('SIGKILL')
  })

  it('takes an order to the door although it dies between every two statuses', async () => {
    const [person, manager] = [await makePerson(database.database), await makePerson(database.database, 'manager')]
    let node = await start()
    let client = await connectClient(node.url, '/', { token: person.token })
    const { feed } = await client.pushed('session:ready')
    const request = placement(productId)
    const { order } = await client.request('order:place', request)
    const told: [number, string][] = []
    for (const status of ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'returned'] as const) {
      const staff = await connectClient(node.url, '/staff', { token: manager.token })
      await staff.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: status })
      await node.kill('SIGKILL')
      node = await start()
      client = await connectClient(node.url, '/', {
        token: person.token,
        feed: { epoch: feed?.epoch, seq: told.length === 0 ? 0 : (told.at(-1)?.[0] ?? 0) },
      })
      const ready = await client.pushed('session:ready')
      expect(ready.feed?.recovered).to.equal(true)
      for (const { event, payload } of client.heard) {
        const { seq, data } = payload as { seq: number; data: { order: Order } }
        if (event !== 'session:ready') told.push([seq, event === 'order:status_changed' ? data.order.status : event])
      }
    }
    expect(told.map(([seq]) => seq)).to.deep.equal(told.map((_, n) => n + 1))
    expect(told.map(([, what]) => what).filter((what) => !what.includes(':'))).to.deep.equal([
      'placed',
      'confirmed',
      'in_preparation',
      'ready_for_pickup',
      'in_transit',
      'returned',
    ])
    expect(await client.request('order:place', request), 'the answer survives too').to.deep.equal({ order })
    client.close()
    await node.kill('SIGKILL')
  })
})
