import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, connectCustomer, makePerson, report, type TestGateway } from './support/gateway.ts'
import { type Nodes, startNodes } from './support/nodes.ts'
import { advance, anyDish, bring, placement, staffOf } from './support/orders.ts'
import { startRedis, type TestRedis } from './support/redis.ts'

describe('several nodes', () => {
  let redis: TestRedis
  let cluster: Nodes
  let a: TestGateway
  let b: TestGateway
  let c: TestGateway
  let productId: string

  before(async function () {
    this.timeout(120_000)
    redis = await startRedis()
    cluster = await startNodes([redis.url, redis.url, redis.url])
    ;[a, b, c] = cluster.nodes as [TestGateway, TestGateway, TestGateway]
    productId = (await anyDish(a)).id
  })
  after(async () => {
    await cluster.stop()
    await redis.stop()
  })

  it('tell a customer on one of what the staff do on another, without a gap', async () => {
    const { client } = await arrive(a)
    const staff = await staffOf(b)
    const { order } = await client.request('order:place', placement(productId))
    await staff.warehouse.client.pushed('queue:changed', (push) => push.order.id === order.id)
    await bring(staff, order, 'delivered')
    await client.pushed('order:status_changed', ({ data }) => data.order.status === 'delivered')
    const seqs = client.heard
      .map(({ payload }) => payload)
      .flatMap((payload) => (typeof payload === 'object' && payload !== null && 'seq' in payload ? [payload.seq] : []))
    expect([...seqs].sort()).to.deep.equal(seqs.map((_, n) => n + 1))
    for (const member of Object.values(staff)) member.client.close()
    client.close()
  })
})
