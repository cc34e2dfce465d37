import { expect } from 'chai'
import { Redis } from 'ioredis'
import { v7 as uuidv7 } from 'uuid'
import { type Client, connectClient } from '../support/client.ts'
import { hasHeardUpTo, seqsOf, upTo } from '../support/feed.ts'
import {
  arrive,
  connectCustomer,
  connectGuest,
  connectNewStaff,
  connectStaff,
  makePerson,
  openSession,
  openSessions,
  type TestGateway,
} from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { advance, anyDish, bring, placement, staffOf } from '../support/orders.ts'
import { startProxy } from '../support/proxy.ts'
import { holdRecheck } from '../support/recheck.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { refusal, refusedByCount } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const gone = ({ socket }: Client<'/'>) => new Promise((resolve) => socket.once('disconnect', resolve))

describeWith('redis-server')('several nodes', () => {
  let redis: TestRedis
  let cluster: Nodes
  let a: TestGateway
  let b: TestGateway
  let c: TestGateway
  let productId: string
  let holdsTracking = false
  const holdTracking = (sql: string) => (holdsTracking && sql.includes('tracked_orders') ? new Promise<void>(() => undefined) : undefined)

  before(async () => {
    redis = await startRedis()
    cluster = await startNodes(Array(3).fill({ REDIS_URL: redis.url }), (sql) => holdRecheck(sql) ?? holdTracking(sql))
    ;[a, b, c] = cluster.nodes as [TestGateway, TestGateway, TestGateway]
    productId = (await anyDish(a)).id
  })
  after(async () => {
    await cluster.stop()
    await redis.stop()
  })

  it('push the changes of the staff on one node to a customer on another, and those of the customer to the staff, without a gap', async () => {
    const { client } = await arrive(a)
    const staff = await staffOf(b)
    const { order } = await client.request('order:place', placement(productId))
    await staff.warehouse.client.pushed('queue:changed', (push) => push.order.id === order.id)
    await bring(staff, order, 'delivered')
    const { seq } = await client.pushed('order:status_changed', ({ data }) => data.order.status === 'delivered')
    await hasHeardUpTo(client, seq)
    const heard = seqsOf(client).sort((x, y) => x - y)
    expect(heard, 'nothing twice').to.deep.equal(upTo(heard.length))
    for (const member of Object.values(staff)) member.client.close()
    client.close()
  })

  it('keep the order of the pushes of one node', async () => {
    const person = await makePerson(a.database)
    const client = await connectCustomer(a, person.token)
    await Promise.all(upTo(60).map(() => client.request('order:place', placement(productId))))
    await client.pushed('order:status_changed', ({ seq }) => seq === 60)
    expect(seqsOf(client)).to.deep.equal(upTo(60))
    client.close()
  })

  it('send nothing to a node that has none of the customer’s sockets', async () => {
    const { id, client } = await arrive(a)
    const admin = new Redis(redis.url)
    const channels = await admin.call('pubsub', 'shardchannels', `*${id}*`)
    expect(channels).to.have.length(1)
    expect(await admin.call('pubsub', 'shardnumsub', ...(channels as string[]))).to.have.members([...(channels as string[]), 1])
    client.close()
    await until(
      async () => expect(await admin.call('pubsub', 'shardchannels', `*${id}*`)).to.deep.equal([]),
      'no node is subscribed any more',
    )
    admin.disconnect()
  })

  it('push an order to those who follow it by a link on other nodes, and disconnect them when it is no longer shared', async () => {
    const { id, client } = await arrive(a)
    const staff = await staffOf(b)
    const { order } = await client.request('order:place', placement(productId))
    const { url } = await client.request('order:share', { requestId: uuidv7(), orderId: order.id })
    const follow = (node: TestGateway) => connectClient(node.url, '/track', { token: url.split('/').at(-1) })
    const viewers = await Promise.all([b, c, c].map(follow))
    // an address may have ten viewers of a link, wherever they are
    const others = await Promise.all(Array.from({ length: 7 }, () => follow(b)))
    expect(await refusedByCount(() => follow(c))).to.deep.include({ reason: 'too_many_connections', details: { limit: 10 } })
    for (const other of others) other.close()
    await until(async () => {
      const one = await follow(c)
      one.close()
      return true
    }, 'there is room again')
    // only a push can tell from here on
    holdsTracking = true
    for (const to of ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit'] as const)
      await advance(staff[to === 'confirmed' ? 'warehouse' : to === 'in_transit' ? 'courier' : 'kitchen'], order.id, to)
    await staff.courier.client.request('courier:locate', { location: { lat: 48.15, lng: 17.11 } })
    for (const viewer of viewers) {
      await viewer.pushed('order:status_changed', ({ status }) => status === 'in_transit')
      await viewer.pushed('courier:location_changed')
    }
    const ends = viewers.map(({ socket }) => new Promise((resolve) => socket.once('disconnect', resolve)))
    await client.request('order:unshare', { requestId: uuidv7(), orderId: order.id })
    await Promise.all(ends)
    for (const { heard } of viewers) expect(heard.at(-1)).to.deep.equal({ event: 'session:ended', payload: { reason: 'revoked' } })
    client.close()
    holdsTracking = false
    const admin = new Redis(redis.url)
    const channels = () => admin.call('pubsub', 'shardchannels', `*${id}*`)
    await until(async () => expect(await channels()).to.deep.equal([]), 'no node is subscribed any more')
    admin.disconnect()
    for (const member of Object.values(staff)) member.client.close()
  })

  it('place one order for fifty parallel requests with one requestId, and give each the same answer', async () => {
    const person = await makePerson(a.database)
    const clients = await Promise.all([a, b, c].map((node) => connectCustomer(node, person.token)))
    const request = placement(productId)
    const answers = await Promise.all(upTo(50).map((n) => clients[n % 3]?.request('order:place', request)))
    for (const answer of answers) expect(answer).to.deep.equal(answers[0])
    const [count] = await a.database.query<{ orders: number; events: number }>(
      `select (select count(*) from orders where account_id = $1) as orders, (select count(*) from feed_events where account_id = $1) as events`,
      [person.id],
    )
    expect(count).to.deep.equal({ orders: 1, events: 1 })
    for (const client of clients) expect((await client.pushed('order:status_changed')).seq).to.equal(1)
    for (const client of clients) client.close()
  })

  it('advance an order one version at a time when two nodes compete', async () => {
    const { client } = await arrive(c)
    const managers = await Promise.all([connectNewStaff(a, 'manager'), connectNewStaff(b, 'manager')])
    const { order } = await client.request('order:place', placement(productId))
    const steps = ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'returned'] as const
    for (const to of steps) {
      const [one, two] = await Promise.allSettled(managers.map((manager) => advance(manager, order.id, to)))
      expect([one?.status, two?.status]).to.have.members(['fulfilled', 'rejected'])
    }
    const { seq: last } = await client.pushed('order:status_changed', ({ data }) => data.order.status === 'returned')
    // there is no order between the pushes of two nodes
    await hasHeardUpTo(client, last)
    const versions = client.heard
      .filter(({ event }) => event === 'order:status_changed')
      .map(({ payload }) => payload as { seq: number; data: { order: { version: number; status: string } } })
      .sort((x, y) => x.seq - y.seq)
      .map(({ data }) => [data.order.version, data.order.status])
    expect(versions).to.deep.equal(['placed', ...steps].map((status, n) => [n + 1, status]))
    for (const manager of managers) manager.client.close()
    client.close()
  })

  it('close every socket of an account immediately when it signs out everywhere, without waiting for the next recheck', async () => {
    const person = await makePerson(a.database)
    const staff = await makePerson(a.database, 'kitchen')
    const [one, two, three] = await Promise.all([a, b, c].map((node) => connectCustomer(node, person.token)))
    if (!one || !two || !three) throw new Error('not connected')
    const allGone = Promise.all([one, two, three].map(gone))
    const { client: bystander } = await arrive(b)
    await one.request('account:sign_out', { everywhere: true })
    expect(await two.pushed('session:ended')).to.deep.equal({ reason: 'signed_out' })
    expect(await three.pushed('session:ended')).to.deep.equal({ reason: 'signed_out' })
    await allGone
    expect(await refusal(connectCustomer(c, person.token))).to.include({ reason: 'session_revoked' })
    await bystander.request('order:pending', {})
    bystander.close()

    const [here, there] = await Promise.all([connectStaff(a, staff.token), connectStaff(b, staff.token)])
    const thereGone = new Promise((resolve) => there.socket.once('disconnect', resolve))
    await here.request('account:sign_out', {})
    await thereGone
  })

  it('keep the socket that changed the password, and close the others', async () => {
    const guest = await connectGuest(a)
    const login = `c${uuidv7().replaceAll('-', '').slice(-12)}`
    const password = 'a long way to the door'
    const first = await guest.request('account:sign_up', { login, email: `${login}@example.com`, password, name: 'C' })
    const second = await guest.request('account:sign_in', { login, password })
    const [one, two] = await Promise.all([connectCustomer(a, first.token), connectCustomer(b, second.token)])
    const twoGone = gone(two)
    await one.request('account:change_password', { current: password, next: 'a longer way to the door' })
    expect(await two.pushed('session:ended')).to.deep.equal({ reason: 'password_changed' })
    await twoGone
    await one.request('order:pending', {})
    for (const client of [guest, one]) client.close()
  })
})

describeWith('redis-server')('limits of several nodes', () => {
  it('accept five sockets of an account on all nodes together, and forget those of a node that is gone', async () => {
    const redis = await startRedis()
    const { nodes, database, stop } = await startNodes(Array(2).fill({ REDIS_URL: redis.url }))
    const [a, b] = nodes as [TestGateway, TestGateway]
    const { token, id } = await makePerson(database.database)
    const [second, third, ...others] = (await openSessions(database.database, { id }, 7)) as [string, string, ...string[]]
    const clients = await Promise.all(others.map((other, n) => connectCustomer(n < 3 ? a : b, other)))
    for (const node of nodes)
      expect(await refusedByCount(() => connectCustomer(node, second))).to.include({ reason: 'too_many_connections', retryable: true })
    clients[0]?.close()
    const sixth = await until(() => connectCustomer(b, second), 'there is room for another socket')
    expect(await refusedByCount(() => connectCustomer(a, third))).to.include({ reason: 'too_many_connections' })

    const admin = new Redis(redis.url)
    const counts = `customerbackend:sockets:account:${id}`
    for (const client of [...clients, sixth]) client.close()
    await until(async () => (await admin.hlen(counts)) === 0, 'nothing is counted any more')
    await admin.hset(counts, 'a node that was killed', 5)
    const again = await connectCustomer(a, token)
    await until(
      async () =>
        expect(await admin.hkeys(counts))
          .to.have.length(1)
          .and.not.include('a node that was killed'),
      'the node that is gone is forgotten',
    )
    again.close()
    admin.disconnect()
    await stop()
    await redis.stop()
  })

  for (const whose of ['its session', 'a session that has several'])
    it(`let the newest socket replace only the oldest of ${whose}, even on another node`, async () => {
      const redis = await startRedis()
      const { nodes, database, stop } = await startNodes(Array(3).fill({ REDIS_URL: redis.url }))
      const [a, b, c] = nodes as [TestGateway, TestGateway, TestGateway]
      const person = await makePerson(database.database)
      const token = whose === 'its session' ? person.token : await openSession(database.database, person)
      const clients: Client<'/'>[] = []
      for (const node of [a, a, a, b, b]) clients.push(await connectCustomer(node, person.token))
      let newest: Client<'/'> | undefined
      // a node whose Redis answers too late closes none: then the newest comes again
      await until(async () => {
        newest?.close()
        newest = await connectCustomer(c, token)
        await newest.request('account:get', {})
        return until(() => clients.some(({ socket }) => !socket.connected), 'one has left', 3000)
      }, 'the newest has replaced one')
      expect(clients.filter(({ socket }) => !socket.connected)).to.have.length(1)
      const [replaced] = clients.filter(({ socket }) => !socket.connected)
      expect(await replaced?.pushed('session:ended')).to.deep.equal({ reason: 'replaced' })
      for (const client of [...clients, newest]) client?.close()
      await stop()
      await redis.stop()
    })

  it('limit the connections of an address on all nodes together', async () => {
    const redis = await startRedis()
    const limits = { REDIS_URL: redis.url, RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '3', TRUSTED_PROXIES: '127.0.0.1' }
    const { nodes, stop } = await startNodes([limits, limits])
    const [a, b] = nodes as [TestGateway, TestGateway]
    const guestFrom = (address: string, { url }: TestGateway) => connectClient(url, '/guest', {}, { 'x-forwarded-for': address })
    const guests: Client<'/guest'>[] = []
    for (const node of [a, a, b]) guests.push(await guestFrom('203.0.113.1', node))
    for (const node of nodes)
      expect(await refusedByCount(() => guestFrom('203.0.113.1', node))).to.include({ reason: 'too_many_connections', retryable: true })
    guests.push(await guestFrom('203.0.113.2', b))
    guests[0]?.close()
    const fourth = await until(() => guestFrom('203.0.113.1', b), 'there is room for another connection')
    expect(await refusedByCount(() => guestFrom('203.0.113.1', a))).to.include({ reason: 'too_many_connections' })
    for (const guest of [...guests, fourth]) guest.close()
    await stop()
    await redis.stop()
  })

  it('accept five sockets of an account on each node while Redis is down, and on all nodes together when it is back', async () => {
    let redis = await startRedis()
    const { nodes, database, stop } = await startNodes(Array(2).fill({ REDIS_URL: redis.url }))
    const [a, b] = nodes as [TestGateway, TestGateway]
    const { id } = await makePerson(database.database)
    const [elsewhere, ...others] = (await openSessions(database.database, { id }, 6)) as [string, ...string[]]
    const connectTo = (node: TestGateway, count: number) => Promise.all(others.slice(0, count).map((other) => connectCustomer(node, other)))
    const onA = await connectTo(a, 4)
    await redis.stop()
    const onB = await connectTo(b, 5)
    expect(await refusal(connectCustomer(b, elsewhere))).to.include({ reason: 'too_many_connections' })
    for (const client of onB.slice(1)) client.close()

    // the new Redis knows none of the five remaining sockets
    redis = await startRedis(redis.port)
    const isFull = async (node: TestGateway) => {
      const sixth = await connectCustomer(node, elsewhere).catch(() => undefined)
      sixth?.close()
      return !sixth
    }
    for (const node of nodes) await until(() => isFull(node), 'all five are counted')
    for (const client of [...onA, ...onB]) client.close()
    await stop()
    await redis.stop()
  })

  it('forget the sockets that left a node while Redis was down', async () => {
    const redis = await startRedis()
    const proxy = await startProxy(redis.port)
    const { nodes, database, stop } = await startNodes([{ REDIS_URL: `redis://127.0.0.1:${proxy.port}` }, { REDIS_URL: redis.url }])
    const [a, b] = nodes as [TestGateway, TestGateway]
    const { token, id } = await makePerson(database.database)
    const clients = await Promise.all(upTo(5).map(() => connectCustomer(a, token)))
    const admin = new Redis(redis.url)
    const noted = async () => Object.values(await admin.hgetall(`customerbackend:sockets:account:${id}`)).map(Number)
    expect(await noted()).to.deep.equal([5])
    proxy.fallSilent()
    for (const client of clients) client.close()
    await until(async () => (await (await fetch(`${a.url}/readyz`)).text()).includes('degraded'), 'the node has noticed')
    expect(await noted()).to.deep.equal([5])
    proxy.recover()
    let visitor: Client<'/'> | undefined
    await until(async () => {
      visitor = await connectCustomer(b, token).catch(() => undefined)
      return visitor !== undefined
    }, 'the account may come to the other node')
    visitor?.close()
    admin.disconnect()
    await stop()
    await proxy.stop()
    await redis.stop()
  })

  it('count sign-ins from an address on all nodes together, and on each node while Redis is down', async () => {
    const redis = await startRedis()
    const { nodes, stop } = await startNodes(Array(2).fill({ REDIS_URL: redis.url, RATE_LIMITS: 'on' }))
    const guests = await Promise.all(nodes.map((node) => connectGuest(node)))
    const attempts = () =>
      Promise.all(
        upTo(24).map((n) =>
          guests[n % 2]
            ?.raw('account:sign_in', { login: `nobody-${uuidv7()}`, password: 'not the password' })
            .then((answer) => (answer.ok ? 'ok' : answer.error.reason)),
        ),
      )
    expect((await attempts()).filter((reason) => reason === 'too_many_sign_ins')).to.have.length(4)
    await redis.stop()
    // twelve on each node, whose own counts are still zero
    expect((await attempts()).filter((reason) => reason === 'too_many_sign_ins')).to.have.length(0)
    // and twelve more; each node refuses four
    expect((await attempts()).filter((reason) => reason === 'too_many_sign_ins')).to.have.length(8)
    for (const guest of guests) guest.close()
    await stop()
  })
})
