import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import type { Order } from '../../src/contract/index.ts'
import type { Client } from '../support/client.ts'
import { hasHeardUpTo, headOf, seqsOf, upTo } from '../support/feed.ts'
import { arrive, connectCustomer, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { startProxy } from '../support/proxy.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { stablePort } from '../support/stable-port.ts'
import { patienceMs, until } from '../support/until.ts'

/** The limit that `npm run hostile` measures and checks. */
const backWithinMs = 5000

interface Ready {
  status: string
  checks: { redis: { ok: boolean } }
}

const readiness = async ({ url }: TestGateway): Promise<Ready & { code: number }> => {
  const answer = await fetch(`${url}/readyz`)
  return { code: answer.status, ...((await answer.json()) as Ready) }
}

const becomes = (node: TestGateway, status: 'ready' | 'degraded') =>
  until(async () => expect((await readiness(node)).status).to.equal(status), `the node is ${status}`)

const hasHeardOf = ({ heard }: Client<'/'>, { id }: Order) =>
  heard.some(({ event, payload }) => event === 'order:status_changed' && (payload as { data: { order: Order } }).data.order.id === id)

/** The outbox is swept of rows that are older. `npm test` may share the machine, so only `npm run hostile` measures. */
const sweptAfterMs = inShort(patienceMs, 2000)

/**
 * Places an order. Its node pushes it without waiting for Redis or for the sweep of the outbox. It may wait 100 ms for an event of the
 * customer that another node has published.
 */
const placeAtHome = async ({ client }: { client: Client<'/'> }, productId: string): Promise<Order> => {
  const { order } = await client.request('order:place', placement(productId))
  const answered = performance.now()
  await until(() => hasHeardOf(client, order), 'the order is pushed')
  expect(performance.now() - answered, 'pushed by its own node').to.be.lessThan(sweptAfterMs)
  return order
}

/** Resolves when the customer has received all events that PostgreSQL has for them. */
const isUpToDate = async (customer: { id: string; client: Client<'/'> }, { database }: TestGateway) =>
  hasHeardUpTo(customer.client, await headOf(database, customer.id))

const resynced = ({ client }: { client: Client<'/staff'> }) => {
  const before = client.heard.length
  return () => client.heard.slice(before).some(({ event }) => event === 'queue:resync')
}

describeWith('redis-server')('Redis', () => {
  let redis: TestRedis
  let cluster: Nodes
  let a: TestGateway
  let b: TestGateway
  let productId: string
  let stop: () => Promise<void>

  const start = async (urls: [string, string]) => {
    cluster = await startNodes(urls.map((REDIS_URL) => ({ REDIS_URL })))
    ;[a, b] = cluster.nodes as [TestGateway, TestGateway]
    productId = (await anyDish(a)).id
    stop = () => cluster.stop()
  }
  afterEach(async () => {
    await stop()
    await redis.stop()
  })

  /** A customer on each node, and on each node a manager who acts on the order of the other node's customer. */
  const people = async () => ({
    one: { ...(await arrive(a)), manager: await connectNewStaff(b, 'manager') },
    two: { ...(await arrive(b)), manager: await connectNewStaff(a, 'manager') },
  })

  for (const seconds of inShort([5], [5, 60]))
    it(`can be down for ${seconds} s: orders continue, and afterwards every customer and the staff of every node are up to date`, async function () {
      this.timeout(timeLimit)
      redis = await startRedis()
      await start([redis.url, redis.url])
      const { one, two } = await people()
      await redis.stop()
      await becomes(a, 'degraded')
      expect(await readiness(b)).to.deep.include({ code: 200, status: 'degraded' })

      // few enough to be replayed to a client at once: three events per order
      const [leastPlaced, mostPlaced] = [6, 200]
      const end = performance.now() + seconds * 1000
      let placed = 0
      for (; placed < leastPlaced || (performance.now() < end && placed < mostPlaced); placed += 1) {
        const [first, second] = await Promise.all([placeAtHome(one, productId), placeAtHome(two, productId)])
        await Promise.all([advance(one.manager, first.id, 'confirmed'), advance(two.manager, second.id, 'confirmed')])
        await delay((seconds * 1000) / mostPlaced - 25)
      }
      await delay(end - performance.now())
      const [oneResynced, twoResynced] = [resynced(one.manager), resynced(two.manager)]

      redis = await startRedis(redis.port)
      const back = performance.now()
      await Promise.all([one, two].map((customer) => isUpToDate(customer, a)))
      await until(() => oneResynced() && twoResynced(), 'the staff of both nodes are told to load the queue again')
      const tookMs = performance.now() - back
      if (isLong) expect(tookMs).to.be.lessThan(backWithinMs)
      for (const node of [a, b]) await becomes(node, 'ready')
      recordResult(
        `Redis killed for ${seconds} s`,
        `2 nodes, ${2 * placed} orders and as many steps of the staff of the other node`,
        `each answered and pushed immediately on its own node; all up to date ${(tookMs / 1000).toFixed(1)} s after Redis`,
      )
      const order = await placeAtHome(one, productId)
      await advance(one.manager, order.id, 'confirmed')
      await isUpToDate(one, a)
      expect(cluster.log.join()).not.to.match(/unhandled/i)
    })

  it('can be down until missed events can no longer be replayed: the customer is disconnected and starts without a position', async () => {
    redis = await startRedis()
    await start([redis.url, redis.url])
    const { one } = await people()
    const order = await placeAtHome(one, productId)
    await redis.stop()
    for (const node of [a, b]) await becomes(node, 'degraded')
    await advance(one.manager, order.id, 'confirmed')
    const head = await headOf(a.database, one.id)
    await a.database.query('delete from feed_events where account_id = $1', [one.id])
    const gone = new Promise((resolve) => one.client.socket.once('disconnect', resolve))
    redis = await startRedis(redis.port)
    await gone
    const { feed: before } = await one.client.pushed('session:ready')
    const again = await connectCustomer(a, one.token, { epoch: before?.epoch ?? '', seq: 1 })
    expect((await again.pushed('session:ready')).feed).to.deep.equal({ epoch: before?.epoch, seq: head, recovered: false, replayed: 0 })
    again.close()
  })

  it('can be down when the nodes start', async () => {
    const port = await stablePort()
    await start([`redis://127.0.0.1:${port}`, `redis://127.0.0.1:${port}`])
    const { one, two } = await people()
    expect(await readiness(a)).to.deep.include({ code: 200, status: 'degraded' })
    const order = await placeAtHome(one, productId)
    await placeAtHome(two, productId)
    await advance(one.manager, order.id, 'confirmed')
    expect(seqsOf(one.client)).to.deep.equal([1])
    redis = await startRedis(port)
    await isUpToDate(one, a)
    for (const node of [a, b]) await becomes(node, 'ready')
    await advance(one.manager, order.id, 'in_preparation')
    await isUpToDate(one, a)
  })

  it('can stop answering without closing a connection', async () => {
    redis = await startRedis()
    const proxy = await startProxy(redis.port)
    await start([redis.url, `redis://127.0.0.1:${proxy.port}`])
    stop = async () => {
      await cluster.stop()
      await proxy.stop()
    }
    const { one, two } = await people()
    const [first, second] = [await placeAtHome(one, productId), await placeAtHome(two, productId)]
    const [oneResynced, twoResynced] = [resynced(one.manager), resynced(two.manager)]
    proxy.fallSilent()
    // the node that receives nothing, and the node whose messages are lost
    await advance(two.manager, second.id, 'confirmed')
    await advance(one.manager, first.id, 'confirmed')
    await placeAtHome(two, productId)
    expect([seqsOf(one.client), seqsOf(two.client).length]).to.deep.equal([[1], 2])
    await becomes(b, 'degraded')
    proxy.recover()
    await Promise.all([one, two].map((customer) => isUpToDate(customer, a)))
    await becomes(b, 'ready')
    await until(() => oneResynced() && twoResynced(), 'the staff of both nodes are told to load the queue again')
  })

  it('can run out of memory: pushes of one node reach the other, and no customer is refused', async () => {
    redis = await startRedis()
    await start([redis.url, redis.url])
    const admin = new Redis(redis.url)
    await admin.config('SET', 'maxmemory', '1')
    expect(String(await admin.set('key', 'value').catch((error: unknown) => error))).to.include('OOM')
    const { one, two } = await people()
    for (const customer of [one, two]) {
      const order = await placeAtHome(customer, productId)
      await advance(customer.manager, order.id, 'confirmed')
      await isUpToDate(customer, a)
    }
    for (const node of [a, b]) expect((await readiness(node)).status).to.equal('ready')
    admin.disconnect()
  })

  it('can be replaced by its replica, which takes over its name, and continue as a replica itself', async () => {
    redis = await startRedis()
    const replica = await startRedis(undefined, ['--replicaof', '127.0.0.1', String(redis.port)])
    const name = await startProxy(redis.port)
    const url = `redis://127.0.0.1:${name.port}`
    await start([url, url])
    stop = async () => {
      await cluster.stop()
      await replica.stop()
      await name.stop()
    }
    const roles = await Promise.all([redis, replica].map(async (each) => new Redis(each.url)))
    const [old, next] = roles as [Redis, Redis]
    await until(async () => (await next.info('replication')).includes('master_link_status:up'), 'it is replicated')
    await next.replicaof('NO', 'ONE')
    name.redirect(replica.port)
    await old.replicaof('127.0.0.1', replica.port)
    for (const each of roles) each.disconnect()

    // a node that starts now finds the new Redis; running nodes must switch to it by themselves
    const late = await startTestGateway({ env: { REDIS_URL: url }, on: cluster.database })
    const stopOthers = stop
    stop = async () => {
      await late.stop()
      await stopOthers()
    }
    const customer = { ...(await arrive(late)), manager: await connectNewStaff(a, 'manager') }
    const order = await placeAtHome(customer, productId)
    await advance(customer.manager, order.id, 'confirmed')
    await isUpToDate(customer, a)
    await advance(customer.manager, order.id, 'in_preparation')
    await isUpToDate(customer, a)
  })

  it('can be slow: a customer who has just connected misses no event', async () => {
    redis = await startRedis()
    const proxy = await startProxy(redis.port, 150)
    await start([redis.url, `redis://127.0.0.1:${proxy.port}`])
    stop = async () => {
      await cluster.stop()
      await proxy.stop()
    }
    const manager = await connectNewStaff(a, 'manager')
    const people = await Promise.all(upTo(40).map(() => arrive(a)))
    const orders = await Promise.all(people.map(({ client }) => client.request('order:place', placement(productId))))
    for (const { client } of people) client.close()
    await Promise.all(
      people.map(async ({ token }, n) => {
        const client = await connectCustomer(b, token)
        const { feed } = await client.pushed('session:ready')
        expect(feed?.seq).to.equal(1)
        await advance(manager, orders[n]?.order.id ?? '', 'confirmed')
        expect((await client.pushed('order:status_changed')).seq).to.equal(2)
        client.close()
      }),
    )
    manager.client.close()
  })

  for (const kind of ['subscriber', 'publisher'])
    it(`can lose the connection of each ${kind} repeatedly`, async () => {
      redis = await startRedis()
      await start([redis.url, redis.url])
      const admin = new Redis(redis.url)
      const connections = async () =>
        String(await admin.call('client', 'list'))
          .split('\n')
          .filter((line) => line.includes(`customerbackend-${kind}`))
          .filter((line) => kind === 'publisher' || !line.includes('ssub=0'))
      const { one, two } = await people()
      const orders = [await placeAtHome(one, productId), await placeAtHome(two, productId)]
      for (const to of ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'returned'] as const) {
        await until(async () => (await connections()).length >= 2, `both nodes have a ${kind}`)
        const ids = (await connections()).map((line) => /id=(\d+)/.exec(line)?.[1] ?? '')
        if (kind === 'subscriber') expect(await admin.call('client', 'kill', 'type', 'pubsub')).to.equal(2)
        else await Promise.all(ids.map((id) => admin.call('client', 'kill', 'id', id)))
        await Promise.all([one, two].map(({ manager }, n) => advance(manager, orders[n]?.id ?? '', to)))
      }
      await Promise.all([one, two].map((customer) => isUpToDate(customer, a)))
      admin.disconnect()
    })
})
