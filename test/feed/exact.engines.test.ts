import { expect } from 'chai'
import { WebSocket } from 'ws'
import type { Database } from '../../src/database/database.ts'
import { engineName } from '../support/engine.ts'
import { connectCustomer, connectGuest, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { anyDish, placement } from '../support/orders.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

/** JSON as PostgreSQL stores it. */
const texts = [
  String.raw`{"quotes" : "\"'\\ \/ ]}", "empty":{}, "a":[1,  2.50, 1e400, 90071992547409930]}`,
  '{"separators":"\u2028\u2029","emoji":"👩‍🍳🍜","rtl":"\u202e"}',
  String.raw`{"escapes":"\u0000\ud800\n\t\u2028"}`,
  '  {"spaces"   :   null }\n',
  '"[\\"order:status_changed\\",{\\"seq\\":9}]"',
  JSON.stringify({ long: 'ě"\\'.repeat(60_000) }),
]

const commitSql = `
  create or replace function test_commit(p_account uuid, p_data json[]) returns json language sql as $$
    select json_build_object('pushes', json_agg(append_feed(p_account, 'notification:created', data) order by n))
    from unnest(p_data) with ordinality d(data, n)
  $$`

const commit = ({ database }: { database: Database }, accountId: string, data: readonly string[]) =>
  database.call('test_commit', [accountId, data])

/** The frames of the events that PostgreSQL has. */
const framesOf = async ({ database }: { database: Database }, accountId: string): Promise<string[]> => {
  const rows = await database.query<{ seq: number; at: string; data: string }>(
    'select seq, rfc3339(at) as at, data::text as data from feed_events where account_id = $1 order by seq',
    [accountId],
  )
  return rows.map(({ seq, at, data }) => `42["notification:created",{"seq":${seq},"at":"${at}","data":${data}}]`)
}

/** A customer who keeps what came as it came. Resolves when they are welcomed. */
const listen = ({ url }: { url: string }, token: string, feed?: { epoch: string; seq: number }) =>
  new Promise<{ frames: string[]; close(): void }>((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
    const frames: string[] = []
    socket.on('error', reject)
    socket.on('message', (data) => {
      const message = String(data)
      if (message.startsWith('0')) socket.send(`40${JSON.stringify({ token, feed })}`)
      if (message.startsWith('42')) frames.push(message)
      if (message.startsWith('42["session:ready"')) resolve({ frames, close: () => socket.close() })
    })
  })

const feedOf = ({ frames }: { frames: readonly string[] }) => frames.filter((frame) => !frame.startsWith('42["session:ready"'))

describe(`feed events on the wire (${engineName})`, () => {
  let gateway: TestGateway
  let onQuery: (sql: string) => Promise<void> | void = () => undefined

  before(async () => {
    gateway = await startTestGateway({ onQuery: (sql) => onQuery(sql) })
    await gateway.database.query(commitSql)
  })
  after(() => gateway.stop())
  afterEach(() => {
    onQuery = () => undefined
  })

  it('carry their data exactly as PostgreSQL has it: live, and replayed', async () => {
    const { id, token } = await makePerson(gateway.database)
    const live = await listen(gateway, token)
    await commit(gateway, id, texts)
    const expected = await framesOf(gateway, id)
    await until(() => feedOf(live).length === texts.length, 'all have come')
    expect(feedOf(live)).to.deep.equal(expected)

    const [head] = await gateway.database.query<{ epoch: string }>('select epoch from feed_heads where account_id = $1', [id])
    const again = await listen(gateway, token, { epoch: head?.epoch ?? '', seq: 1 })
    expect(feedOf(again)).to.deep.equal(expected.slice(1))
    for (const each of [live, again]) each.close()
  })

  it('come before the answer to the request that caused them', async () => {
    const { id, token } = await makePerson(gateway.database)
    const customer = await connectCustomer(gateway, token)
    const { id: productId } = await anyDish(gateway)
    for (let n = 1; n <= 20; n += 1) {
      await customer.request('order:place', placement(productId))
      expect(customer.heard.filter(({ event }) => event === 'order:status_changed')).to.have.length(n)
    }
    expect(await framesOf(gateway, id)).to.have.length(20)
    customer.close()
  })

  it('come in order and once, and none is missing, when they commit while the customer is welcomed', async () => {
    const { id, token } = await makePerson(gateway.database)
    await commit(gateway, id, ['1', '2', '3'])
    const [head] = await gateway.database.query<{ epoch: string }>('select epoch from feed_heads where account_id = $1', [id])
    onQuery = async (sql) => {
      if (!sql.includes('left join lateral')) return
      onQuery = () => undefined
      // the socket has joined its room, and its feed is read after these
      await commit(gateway, id, ['4', '5'])
      await commit(gateway, id, ['6'])
    }
    const customer = await listen(gateway, token, { epoch: head?.epoch ?? '', seq: 1 })
    await commit(gateway, id, ['7'])
    const expected = await framesOf(gateway, id)
    await until(() => feedOf(customer).includes(expected.at(-1) ?? ''), 'the last has come')
    expect(feedOf(customer)).to.deep.equal(expected.slice(1))
    customer.close()
  })

  it('are told to every viewer of the menu once, and to no staff, where they are about the menu', async () => {
    const { id: productId } = await anyDish(gateway)
    const { token } = await makePerson(gateway.database)
    const [customer, guest, kitchen] = [
      await connectCustomer(gateway, token),
      await connectGuest(gateway),
      await connectNewStaff(gateway, 'kitchen'),
    ]
    for (const available of [false, true]) await kitchen.client.request('menu:set_availability', { productId, available })
    const changes = (client: { heard: { event: string; payload: unknown }[] }) =>
      client.heard.filter(({ event }) => event === 'menu:availability_changed').map(({ payload }) => payload)
    const expected = [
      { productId, available: false },
      { productId, available: true },
    ]
    for (const viewer of [customer, guest]) await until(() => expect(changes(viewer)).to.deep.equal(expected), 'both changes have come')
    await kitchen.client.request('queue:list', {})
    expect(changes(kitchen.client)).to.deep.equal([])
    for (const client of [customer, guest, kitchen.client]) client.close()
  })
})

describeWith('redis-server')(`feed events of several nodes (${engineName})`, () => {
  let redis: TestRedis
  let cluster: Nodes

  before(async () => {
    redis = await startRedis()
    cluster = await startNodes([{ REDIS_URL: redis.url }, { REDIS_URL: redis.url }])
    await cluster.database.database.query(commitSql)
  })
  after(async () => {
    await cluster.stop()
    await redis.stop()
  })

  it('carry their data exactly, and come once to the sockets of each node', async () => {
    const [emitter, other] = cluster.nodes as [TestGateway, TestGateway]
    const { id, token } = await makePerson(emitter.database)
    const customers = [await listen(emitter, token), await listen(other, token)]
    for (const text of texts) await commit(emitter, id, [text])
    const expected = await framesOf(emitter, id)
    for (const customer of customers) await until(() => feedOf(customer).length >= texts.length, 'all have come')
    for (const customer of customers) {
      expect(feedOf(customer)).to.deep.equal(expected)
      customer.close()
    }
  })

  it('reach the viewers of the menu on each node once', async () => {
    const [one, other] = cluster.nodes as [TestGateway, TestGateway]
    const { id: productId } = await anyDish(one)
    const kitchen = await connectNewStaff(one, 'kitchen')
    const guests = [await connectGuest(one), await connectGuest(other)]
    await kitchen.client.request('menu:set_availability', { productId, available: false })
    for (const guest of guests) await guest.pushed('menu:availability_changed')
    await kitchen.client.request('menu:set_availability', { productId, available: true })
    for (const guest of guests) {
      await guest.pushed('menu:availability_changed', ({ available }) => available)
      expect(guest.heard.map(({ payload }) => payload)).to.deep.equal([
        { productId, available: false },
        { productId, available: true },
      ])
      guest.close()
    }
    kitchen.client.close()
  })
})
