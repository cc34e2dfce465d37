import { expect } from 'chai'
import { Redis } from 'ioredis'
import { hasHeardUpTo, seqsOf, upTo } from '../support/feed.ts'
import { arrive, connectNewStaff, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { startNodes } from '../support/nodes.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { startRedis } from '../support/redis.ts'
import { startRedisCluster, startSentinel } from '../support/redis-groups.ts'

const steps = ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'returned'] as const

const notified: readonly string[] = ['confirmed', 'in_transit', 'returned']

/** The `seq` after this many steps: one event for placing the order, one for each step, and one for each notification. */
const placeAfter = (moves: number) => 1 + moves + steps.slice(0, moves).filter((to) => notified.includes(to)).length

/** Customers on one node whose orders change on the other. */
const watch = async (a: TestGateway, b: TestGateway) => {
  const productId = (await anyDish(a)).id
  const manager = await connectNewStaff(a, 'manager')
  const customers = await Promise.all(upTo(8).map(() => arrive(b)))
  const orders = await Promise.all(customers.map(({ client }) => client.request('order:place', placement(productId))))
  return {
    customers,
    move: (to: (typeof steps)[number]) => Promise.all(orders.map(({ order }) => advance(manager, order.id, to))),
    heard: (moves: number) => Promise.all(customers.map(({ client }) => hasHeardUpTo(client, placeAfter(moves)))),
  }
}

describeWith('redis-server')('nodes reach each other', () => {
  it('through a Redis older than 7, which has no sharded channels', async () => {
    const renamed = ['spublish', 'ssubscribe', 'sunsubscribe'].flatMap((command) => ['--rename-command', command, ''])
    const redis = await startRedis(undefined, renamed)
    const { nodes, stop } = await startNodes([{ REDIS_URL: redis.url }, { REDIS_URL: redis.url }])
    const { customers, move, heard } = await watch(...(nodes as [TestGateway, TestGateway]))
    for (const to of steps.slice(0, 2)) await move(to)
    await heard(2)
    const admin = new Redis(redis.url)
    await admin.call('client', 'kill', 'type', 'pubsub')
    for (const to of steps.slice(2)) await move(to)
    await heard(5)
    expect(await admin.call('pubsub', 'numsub', `customerbackend#/#account:${customers[0]?.id}#`)).to.include(1)
    admin.disconnect()
    await stop()
    await redis.stop()
  })

  it('through a Cluster, even after one of its members was down', async () => {
    const cluster = await startRedisCluster()
    const { nodes, stop } = await startNodes([cluster.env, cluster.env])
    const { customers, move, heard } = await watch(...(nodes as [TestGateway, TestGateway]))
    for (const to of steps.slice(0, 2)) await move(to)
    await heard(2)
    // messages of different nodes arrive in any order
    for (const { client } of customers) expect(seqsOf(client)).to.have.members(upTo(placeAfter(2)))
    const admin = new Redis(cluster.members[1]?.url ?? '')
    await admin.call('client', 'kill', 'type', 'pubsub')
    await admin.call('client', 'kill', 'type', 'normal', 'skipme', 'yes')
    for (const to of steps.slice(2)) await move(to)
    await heard(5)
    admin.disconnect()
    await stop()
    await cluster.stop()
  })

  it('through a Cluster, even after the failover of one of its masters', async () => {
    const cluster = await startRedisCluster()
    const { nodes, stop } = await startNodes([cluster.env, cluster.env])
    const { move, heard } = await watch(...(nodes as [TestGateway, TestGateway]))
    await move('confirmed')
    await heard(1)
    await cluster.members[0]?.stop()
    for (const to of steps.slice(1, 4)) await move(to)
    await heard(4)
    await move('returned')
    await heard(5)
    await stop()
    await cluster.stop()
  })

  it('through the Redis that Sentinels name, even after a failover', async () => {
    const group = await startSentinel()
    const { nodes, stop } = await startNodes([group.env, group.env])
    const { move, heard } = await watch(...(nodes as [TestGateway, TestGateway]))
    await move('confirmed')
    await heard(1)
    await group.members[0]?.stop()
    for (const to of steps.slice(1, 4)) await move(to)
    await heard(4)
    await move('returned')
    await heard(5)
    await stop()
    await group.stop()
  })
})
