import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { build } from 'vite'
import { type Client, type ConnectionState, connect, type FeedPosition, RequestError } from '../../src/client/index.ts'
import { type FeedEvent, feedPushes } from '../../src/contract/index.ts'
import { startTestEngine } from '../support/engine.ts'
import { connectCustomer, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { runModule } from '../support/module.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'
import { startWire, type Wire } from '../support/wire.ts'

const failureOf = async (promise: Promise<unknown>) => {
  const error = await rejection(promise)
  if (!(error instanceof RequestError)) throw error
  return error.failure
}

const isReady = (client: Client<'/' | '/guest' | '/staff'>) =>
  until(() => expect(client.state().status).to.equal('ready'), 'the client is ready')

const portOf = (server: Server) => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

const storage = (position?: FeedPosition) => {
  const saved: FeedPosition[] = position ? [position] : []
  return { saved, load: async () => saved.at(-1), save: (to: FeedPosition) => void saved.push(to) }
}

/** The `seq` of every feed event in the order of arrival, and the number of `stale` events. */
const listen = (client: Client<'/'>) => {
  const seqs: number[] = []
  let stale = 0
  for (const event of Object.keys(feedPushes) as FeedEvent[]) client.on(event, ({ seq }) => seqs.push(seq))
  client.on('stale', () => {
    stale += 1
  })
  return { seqs, stale: () => stale }
}

describe('the typed client', () => {
  let gateway: TestGateway
  let wire: Wire
  let productId: string
  const clients: { close(): void }[] = []

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
  })
  beforeEach(async () => {
    wire = await startWire(gateway)
  })
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
    wire.close()
  })
  after(() => gateway.stop())

  const open = <N extends '/' | '/guest' | '/staff'>(...[options]: Parameters<typeof connect<N>>): Client<N> => {
    const client = connect(options)
    clients.push(client)
    return client
  }
  const order = () => {
    const { requestId, ...rest } = placement(productId)
    return rest
  }

  it('generates a requestId for each request that takes one, unless the caller gives one', async () => {
    const { token } = await makePerson(gateway.database)
    const client = open({ url: gateway.url, namespace: '/', token })
    const requestId = randomUUID()
    const [first, second, third, again] = await Promise.all([
      client.request('order:place', order()),
      client.request('order:place', order()),
      client.request('order:place', { ...order(), requestId }),
      client.request('order:place', { ...order(), requestId }),
    ])
    expect(new Set([first, second, third].map((answer) => answer.order.id)).size).to.equal(3)
    expect(again.order.id).to.equal(third.order.id)
    expect(third.order.requestId).to.equal(requestId)
    expect((await failureOf(client.request('order:get', {}))).message).to.include('name either orderId or requestId')
  })

  it('requests lost events, and drops duplicates', async () => {
    const { token } = await makePerson(gateway.database)
    const client = open({ url: wire.url, namespace: '/', token })
    const { seqs, stale } = listen(client)
    await isReady(client)
    let pushes = 0
    wire.meddle((message, from) => {
      if (from === 'client' || !message.startsWith('42["order:status_changed"')) return 'pass'
      pushes += 1
      return pushes <= 3 ? 'drop' : pushes === 4 || pushes === 6 ? 'twice' : 'pass'
    })
    for (let count = 0; count < 7; count += 1) await client.request('order:place', order())
    await until(() => seqs.includes(7), 'the last event is told')
    expect(seqs).to.deep.equal(numbers(1, 7))
    expect(stale()).to.equal(1)
  })

  it('resumes from the stored position, and receives the events since then', async () => {
    const { token } = await makePerson(gateway.database)
    const kept = storage()
    const before = open({ url: gateway.url, namespace: '/', token, storage: kept })
    await before.request('order:place', order())
    await until(() => kept.saved.at(-1)?.seq === 1, 'the position is kept')
    before.close()

    const { order: second } = await (await connectCustomer(gateway, token)).request('order:place', placement(productId))
    const warehouse = await connectNewStaff(gateway, 'warehouse')
    await advance(warehouse, second.id, 'confirmed')

    const client = open({ url: gateway.url, namespace: '/', token, storage: kept })
    const { seqs, stale } = listen(client)
    await isReady(client)
    const state = client.state()
    const head = (state.status === 'ready' && state.session?.feed?.seq) || 0
    expect(head).to.be.at.least(3)
    await until(() => expect(seqs).to.deep.equal(numbers(2, head)), 'the missed events have arrived')
    expect(stale()).to.equal(0)
    expect(kept.saved.map(({ seq }) => seq)).to.deep.equal(numbers(0, head))
  })

  it('emits stale when missed events cannot be replayed, and continues', async () => {
    const { token } = await makePerson(gateway.database)
    const kept = storage({ epoch: randomUUID(), seq: 7 })
    const client = open({ url: gateway.url, namespace: '/', token, storage: kept })
    const { seqs, stale } = listen(client)
    await isReady(client)
    expect(stale()).to.equal(1)
    await client.request('order:place', order())
    await until(() => expect(seqs).to.deep.equal([1]), 'the new event has arrived')
  })

  it('delivers an event to the other listeners when one throws, and continues', async () => {
    const { token } = await makePerson(gateway.database)
    const options = JSON.stringify({ url: gateway.url, namespace: '/', token })
    const { output, code } = await runModule(`
      import { connect } from 'customerbackend/client'
      process.on('uncaughtException', ({ message }) => console.log('uncaught', message))
      const client = connect(${options})
      client.on('order:status_changed', ({ seq }) => { throw new Error('at ' + seq) })
      client.on('order:status_changed', ({ seq }) => { console.log('heard', seq); if (seq === 2) setTimeout(() => Promise.all(asked).then(client.close)) })
      const asked = [1, 2].map(() => client.request('order:place', ${JSON.stringify(order())}))`)
    expect(code, output).to.equal(0)
    expect(output.trim().split('\n')).to.have.members(['heard 1', 'uncaught at 1', 'heard 2', 'uncaught at 2'])
  })

  const broken: [string, () => FeedPosition | Promise<FeedPosition>][] = [
    ['rejects', () => Promise.reject(new Error('no disk'))],
    [
      'throws',
      () => {
        throw new Error('no disk')
      },
    ],
    ['never answers', () => new Promise(() => undefined)],
  ]
  for (const [how, load] of broken) {
    it(`connects without a position when storage.load() ${how}, and keeps the next one`, async () => {
      const { token } = await makePerson(gateway.database)
      const kept: FeedPosition[] = []
      const client = open({ url: gateway.url, namespace: '/', token, storage: { load, save: (position) => void kept.push(position) } })
      const { seqs, stale } = listen(client)
      await client.request('order:place', order())
      await until(() => expect(seqs).to.deep.equal([1]), 'the event is told')
      expect(stale()).to.equal(1)
      expect(kept.map(({ seq }) => seq)).to.deep.equal([0, 1])
    })
  }

  const refusing: [string, () => Promise<{ url: string; close?: () => unknown }>, object][] = [
    [
      'an origin that is not allowed',
      async () => {
        const proxy = createServer(({ url = '', headers }, response) => {
          fetch(`${gateway.url}${url}`, {
            headers: { origin: 'http://localhost:5173', 'accept-language': `${headers['accept-language']}` },
          })
            .then((answer) => answer.text())
            .then((text) => response.end(text))
        }).on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
        await once(proxy.listen(0, '127.0.0.1'), 'listening')
        return { url: `http://127.0.0.1:${portOf(proxy)}`, close: () => proxy.close() }
      },
      { code: 'permission_denied', reason: 'origin_not_allowed', retryable: false },
    ],
    [
      'another server',
      async () => {
        const other = createServer((_, response) => response.end('<html>')).on('upgrade', (_, socket) => socket.destroy())
        await once(other.listen(0, '127.0.0.1'), 'listening')
        return { url: `http://127.0.0.1:${portOf(other)}`, close: () => other.close() }
      },
      { reason: 'wrong_address', retryable: false },
    ],
    ['a path', async () => ({ url: `${gateway.url}/api` }), { reason: 'wrong_address', retryable: false }],
    ['no address', async () => ({ url: 'http://' }), { reason: 'wrong_address', retryable: false }],
  ]
  for (const [what, at, failure] of refusing) {
    it(`rejects requests with why it cannot connect: ${what}`, async () => {
      const { url, close } = await at()
      const client = open({ url, namespace: '/guest' })
      const states: ConnectionState[] = []
      client.on('state', (state) => states.push(state))
      expect(await failureOf(client.request('menu:list'))).to.include(failure)
      expect(states.at(-1)).to.have.nested.property('failure.reason')
      expect(client.state().status, 'it goes on trying').to.equal('connecting')
      close?.()
    })
  }

  it('waits where nothing answers, says so, and connects when the gateway is there', async () => {
    const port = await stablePort()
    const client = open({ url: `http://127.0.0.1:${port}`, namespace: '/guest' })
    const failure = () => {
      const state = client.state()
      return state.status === 'connecting' ? state.failure?.reason : state.status
    }
    await until(() => failure() === 'unreachable', 'it says why')
    expect(await failureOf(client.request('menu:list', {}, { timeoutMs: 20 }))).to.include({ reason: 'unreachable', retryable: true })
    const waiting = client.request('menu:list', { limit: 1 })
    const late = await startTestGateway({ env: { PORT: String(port) }, on: { url: gateway.databaseUrl } })
    expect((await waiting).products).to.have.length(1)
    expect(failure()).to.equal('ready')
    await late.stop()
  })

  it('says that there are too many connections, and goes on trying', async () => {
    const limited = await startTestGateway({
      env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '1' },
      on: { url: gateway.databaseUrl },
    })
    const first = open({ url: limited.url, namespace: '/guest' })
    await isReady(first)
    const second = open({ url: limited.url, namespace: '/guest' })
    const refused = { code: 'resource_exhausted', reason: 'too_many_connections', retryable: true }
    await until(() => expect(second.state()).to.have.property('failure').that.includes(refused), 'it says why')
    expect(await failureOf(second.request('menu:list', {}, { timeoutMs: 20 }))).to.include(refused)
    second.close()
    await limited.stop()
  })

  it('tells a developer on the console what to do, once, and nobody else', async () => {
    const run = (env: string) =>
      runModule(`
        process.env.NODE_ENV = '${env}'
        const said = []
        console.warn = (text) => said.push(text)
        const { connect } = await import('customerbackend/client')
        for (const namespace of ['/guest', '/guest']) await connect({ url: '${gateway.url}/api', namespace }).request('menu:list').catch(() => {})
        // its texts are loaded when they are needed
        for (let n = 0; n < ${env === 'development' ? 2000 : 20} && said.length === 0; n += 1) await new Promise((resolve) => setTimeout(resolve, 10))
        console.log(JSON.stringify(said))
        process.exit()`)
    const said = JSON.parse((await run('development')).output)
    expect(said).to.have.length(1)
    expect(said[0]).to.match(/cannot connect: .+\/api.+Give the address of the gateway, without a path/)
    expect(JSON.parse((await run('production')).output)).to.deep.equal([])
  })

  it('does not retry a request without a requestId when the answer is lost, and reports that', async () => {
    const guest = open({ url: wire.url, namespace: '/guest' })
    let sent = 0
    wire.meddle((message, from) => {
      if (from === 'client' && message.includes('account:reset_password')) sent += 1
      return from === 'gateway' && message.startsWith('43') ? 'cut' : 'pass'
    })
    const reset = guest.request('account:reset_password', { token: 'lost', password: randomUUID() })
    expect(await failureOf(reset)).to.include({ reason: 'no_answer', retryable: false })
    wire.meddle(() => 'pass')
    expect((await guest.request('menu:list', { limit: 1 })).products).to.have.length(1)
    expect(sent).to.equal(1)
  })

  it('does not repeat a sign-in with a code, which works once, when the answer is lost', async () => {
    const guest = open({ url: wire.url, namespace: '/guest' })
    let sent = 0
    wire.meddle((message, from) => {
      if (from === 'client' && message.includes('account:sign_in')) sent += 1
      return from === 'gateway' && message.startsWith('43') ? 'cut' : 'pass'
    })
    const signIn = guest.request('account:sign_in', { login: 'sam', password: 'correct horse battery', code: '123456' })
    expect(await failureOf(signIn)).to.include({ reason: 'no_answer', retryable: false })
    expect(sent).to.equal(1)
  })

  it('rejects what was sent when a ping was overdue, as after a sleep, and the session has ended meanwhile', async () => {
    const { id, token } = await makePerson(gateway.database)
    const client = open({ url: gateway.url, namespace: '/', token })
    await isReady(client)
    await gateway.database.query("update sessions set end_reason = 'revoked' where account_id = $1", [id])
    const { now } = Date
    Date.now = () => now() + 120_000
    const asked = client.request('order:pending')
    Date.now = now
    expect(await failureOf(asked)).to.include({ reason: 'session_revoked' })
  })

  it('connects although the connection is lost while the position is loaded', async () => {
    const { token } = await makePerson(gateway.database)
    const loads: (() => void)[] = []
    const load = () => new Promise<undefined>((resolve) => loads.push(() => resolve(undefined)))
    let connects = 0
    wire.meddle((message, from) => {
      if (from === 'client' && message.startsWith('40')) connects += 1
      return 'pass'
    })
    const client = open({ url: wire.url, namespace: '/', token, storage: { load, save: () => undefined } })
    await until(() => loads.length === 1, 'the position is loaded')
    wire.cut()
    await until(() => loads.length === 2, 'and again for the next connection')
    for (const answer of loads) answer()
    await isReady(client)
    await client.request('order:pending')
    expect(connects).to.equal(1)
  })

  it('waits for retryAfterMs when it is rate limited', async () => {
    const limited = await startTestGateway({ env: { RATE_LIMITS: 'on' }, on: { url: gateway.databaseUrl } })
    const { token } = await makePerson(gateway.database)
    const limitedWire = await startWire(limited)
    let refusals = 0
    limitedWire.meddle((message) => {
      if (message.includes('too_many_requests')) refusals += 1
      return 'pass'
    })
    const client = open({ url: limitedWire.url, namespace: '/', token })
    const answers = await Promise.all(Array.from({ length: 120 }, () => client.request('order:pending')))
    expect(answers.flatMap(({ orders }) => orders)).to.deep.equal([])
    expect(refusals).to.be.greaterThan(0)
    client.close()
    limitedWire.close()
    await limited.stop()
  })

  it('stops waiting when the caller aborts', async () => {
    const client = open({ url: `http://127.0.0.1:${await stablePort()}`, namespace: '/guest' })
    const { name } = await rejection(client.request('menu:list', {}, { signal: AbortSignal.timeout(50) }))
    expect(name).to.equal('TimeoutError')
    expect(client.state().status).to.equal('connecting')
    const waiting = client.request('menu:list')
    client.close()
    expect(await failureOf(waiting)).to.include({ reason: 'closed' })
  })

  it('iterates over a list page by page, and requests a page only when it is needed', async () => {
    const { token } = await makePerson(gateway.database)
    const client = open({ url: wire.url, namespace: '/', token })
    const placed = []
    for (let n = 0; n < 5; n += 1) placed.unshift((await client.request('order:place', order())).order.id)
    let asked = 0
    wire.meddle((message, from) => {
      if (from === 'client' && message.includes('order:list')) asked += 1
      return 'pass'
    })
    const pages: string[][] = []
    for await (const { orders } of client.pages('order:list', { limit: 2 })) {
      pages.push(orders.map(({ id }) => id))
      expect(asked).to.equal(pages.length)
    }
    expect(pages).to.deep.equal([placed.slice(0, 2), placed.slice(2, 4), placed.slice(4)])
  })

  it('stops for good when its session ends', async () => {
    const { token } = await makePerson(gateway.database)
    const [client, other] = [open({ url: gateway.url, namespace: '/', token }), open({ url: gateway.url, namespace: '/', token })]
    await Promise.all([isReady(client), isReady(other)])
    const states: string[] = []
    client.on('state', ({ status }) => states.push(status))
    await other.request('account:sign_out')
    await until(() => expect(states).to.deep.equal(['ended']), 'the client has ended')
    expect(client.state()).to.have.nested.property('failure.reason', 'signed_out')
    expect(await failureOf(client.request('order:pending'))).to.include({ code: 'unauthenticated', reason: 'signed_out' })
  })

  it('stops for good when the gateway refuses it', async () => {
    const client = open({ url: gateway.url, namespace: '/staff', token: (await makePerson(gateway.database)).token })
    expect(await failureOf(client.request('queue:list'))).to.include({ reason: 'wrong_namespace' })
    expect(client.state().status).to.equal('ended')
  })
})

describe('the typed client, when the gateway stops', () => {
  let data: TestDatabase
  let gateway: GatewayProcess
  let env: Record<string, string>
  let productId: string

  before(async () => {
    data = await createTestDatabase()
    env = { DATABASE_URL: data.url, PORT: String(await stablePort()) }
    gateway = await startProcess(env)
    productId = (await anyDish(data)).id
  })
  after(async () => {
    await gateway.kill('SIGKILL')
    await data.drop()
  })

  it('places each order once although the gateway is killed, and misses no event', async () => {
    const { token } = await makePerson(data.database)
    const client = connect({ url: gateway.url, namespace: '/', token })
    const { seqs, stale } = listen(client)
    await isReady(client)
    const { requestId: _, ...order } = placement(productId)
    const placed = Array.from({ length: 40 }, () => client.request('order:place', order))
    await Promise.race(placed)
    await gateway.kill('SIGKILL')
    const during = client.request('order:place', order)
    gateway = await startProcess(env)

    const orders = await Promise.all([...placed, during])
    expect(new Set(orders.map(({ order: { id } }) => id)).size).to.equal(41)
    const { orders: listed } = await client.request('order:list', { limit: 100 })
    expect(listed).to.have.length(41)
    await until(() => expect(seqs).to.deep.equal(numbers(1, 41)), 'every event is told')
    expect(stale()).to.equal(1)
    client.close()
  })

  it('reconnects at the time that the draining gateway gave', async () => {
    const client = connect({ url: gateway.url, namespace: '/guest' })
    const told: number[] = []
    client.on('server:draining', ({ reconnectAfterMs }) => told.push(reconnectAfterMs))
    await isReady(client)
    await gateway.kill('SIGTERM')
    gateway = await startProcess(env)
    expect((await client.request('menu:list', { limit: 1 })).products).to.have.length(1)
    expect(told).to.have.length(1)
    expect(told[0]).to.be.within(0, 10_000)
    client.close()
  })

  it('does not reconnect before that time', async () => {
    const { io, engine, url } = await startTestEngine()
    const reconnectAfterMs = 1500
    const arrivals: number[] = []
    let sentOff = 0
    io.of('/guest').on('connection', (socket) => {
      if (arrivals.push(performance.now()) > 1) return
      socket.emit('server:draining', { reconnectAfterMs })
      sentOff = performance.now()
      setImmediate(() => socket.disconnect(true))
    })
    const client = connect({ url, namespace: '/guest' })
    await until(() => arrivals.length === 2, 'it is back')
    // timers count in whole milliseconds
    expect((arrivals[1] ?? 0) - sentOff).to.be.at.least(reconnectAfterMs - 2)
    client.close()
    await engine.close()
  })
})

describe("the typed client's code", () => {
  it('is short', async () => {
    const folder = new URL('../../src/client/', import.meta.url)
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(new URL(name, folder), 'utf8')))
    expect(texts.join('').split('\n').length).to.be.lessThan(600)
  })

  it('is small in a browser, with socket.io-client and without zod', async () => {
    const bundle = await build({
      root,
      configFile: false,
      logLevel: 'silent',
      build: { write: false, lib: { entry: 'src/client/index.ts', formats: ['es'] }, minify: true },
    })
    const outputs = Array.isArray(bundle) ? bundle.flatMap(({ output }) => output) : []
    const code = outputs.map((part) => (part.type === 'chunk' ? part.code : '')).join('')
    expect(code).to.include('server:draining').and.not.include('ZodError')
    expect(gzipSync(code).byteLength).to.be.within(5000, 25_000)
  })
})
