import { expect } from 'chai'
import type { FeedPush } from '../../src/database/outbox.ts'
import { createLane } from '../../src/engine/start.ts'
import { nothingWaits } from '../../src/gateway/backlog.ts'
import { createMetrics } from '../../src/metrics.ts'
import { createDelivery } from '../../src/sockets/delivery/deliver.ts'
import { feedFrame, pushFrame } from '../../src/sockets/delivery/frames.ts'
import { LocalSockets } from '../../src/sockets/delivery/local-sockets.ts'
import { RecentSends } from '../../src/sockets/delivery/recent-sends.ts'
import { nothingSent } from '../../src/sockets/delivery/sent-events.ts'
import type { GatewayServer, GatewaySocket } from '../../src/sockets/delivery/socket.ts'
import { connectByHand, engineName, type RawClient, startTestEngine, type TestEngine } from '../support/engine.ts'
import { until } from '../support/until.ts'

const kilobyte = 'x'.repeat(1000)
const accountId = '01900000-0000-7000-8000-000000000000'
/** The most that the kernel buffers for a client that does not read. */
const kernelTakes = 16 * 1024 * 1024

const feedPush = (seq: number, data = '{}'): FeedPush => ({
  outboxId: seq,
  accountId,
  seq,
  event: 'order:eta_changed',
  at: '2026-01-01T00:00:00.000Z',
  data,
})
const frame = (seq: number, data?: string) => feedFrame(feedPush(seq, data))
const upTo = (count: number, from = 1) => Array.from({ length: count }, (_, n) => from + n)
const turn = () => new Promise(setImmediate)

describe(`pushes to the sockets of a node (${engineName})`, () => {
  let running: TestEngine
  let io: GatewayServer
  let local: LocalSockets

  beforeEach(async () => {
    running = await startTestEngine()
    io = running.io
    local = new LocalSockets(io, createLane(engineName), { has: () => false, take: () => undefined }, new RecentSends())
    io.on('connection', (socket) => {
      socket.data.caller = { accountId, sessionId: 's', name: 'c', role: 'customer' }
      socket.on('disconnect', () => local.leave(socket))
      socket.data.sent = nothingSent()
      local.join(socket)
      socket.on('echo', (value: unknown, acknowledge?: (value: unknown) => void) => acknowledge?.(value))
    })
  })
  afterEach(() => running.engine.close())

  const join = async (head: number | null = 0): Promise<{ client: RawClient; socket: GatewaySocket; frames: string[] }> => {
    const before = new Set(io.of('/').sockets.keys())
    const client = await connectByHand(running.port)
    const socket = [...io.of('/').sockets.values()].find(({ id }) => !before.has(id))
    if (!socket) throw new Error('not connected')
    if (head !== null) local.release(socket, head)
    const frames: string[] = []
    client.socket.on('message', (data) => frames.push(String(data)))
    return { client, socket, frames }
  }

  const seqsOf = ({ heard }: RawClient) =>
    heard.flatMap(([event, payload]) =>
      event === 'order:eta_changed' && typeof payload === 'object' && payload !== null && 'seq' in payload ? [payload.seq] : [],
    )

  const push = (...seqs: number[]) => {
    for (const seq of seqs) local.tell(accountId, seq, frame(seq))
    local.flush()
  }

  /** Pushes until the kernel takes no more. Returns the last number. */
  const congest = async ({ conn }: GatewaySocket): Promise<number> => {
    let seq = 0
    const isFree = () => conn.transport.writable && (!('socket' in conn.transport) || !isFull(conn.transport.socket))
    for (let calm = 0; calm < 3; ) {
      for (; isFree() && seq * kilobyte.length < kernelTakes; local.flush()) {
        seq += 1
        local.tell(accountId, seq, frame(seq, `"${kilobyte}"`))
      }
      await turn()
      calm = isFree() ? 0 : calm + 1
    }
    return seq
  }
  const isFull = (socket: unknown) =>
    typeof socket === 'object' && socket !== null && 'bufferedAmount' in socket && Number(socket.bufferedAmount) > 0

  it('keep the order of emits, acknowledgements and pushes to everybody', async () => {
    const { socket, frames } = await join()
    const answer = (id: number) => socket.client.conn.write(`3${id}["answer"]`)
    const expected: string[] = []
    for (let n = 1; n <= 60; n += 3) {
      socket.data.running = n % 2
      socket.emit('emitted', n)
      push(n)
      answer(n)
      push(n + 1, n + 2)
      local.tellEverybody('/', pushFrame('/', 'menu:changed', `${n}`))
      socket.emit('emitted', n + 1)
      expected.push(`42["emitted",${n}]`, frame(n), `43${n}["answer"]`, frame(n + 1), frame(n + 2))
      expected.push(`42["menu:changed",${n}]`, `42["emitted",${n + 1}]`)
      if (n % 4 === 0) await turn()
    }
    await until(() => frames.length === expected.length, 'everything has come')
    expect(frames).to.deep.equal(expected)
  })

  it('keep that order within one delivery, where a push to everybody follows one to the customer', async () => {
    const { frames } = await join()
    local.tell(accountId, 1, frame(1))
    local.tellEverybody('/', pushFrame('/', 'menu:changed', '1'))
    local.tell(accountId, 2, frame(2))
    local.flush()
    await until(() => frames.length === 3, 'everything has come')
    expect(frames).to.deep.equal([frame(1), '42["menu:changed",1]', frame(2)])
  })

  it('keep that order for a client that falls behind and catches up', async () => {
    const { client, socket } = await join()
    client.socket.pause()
    const last = await congest(socket)
    for (let seq = last + 1; seq <= last + 300; seq += 3) {
      push(seq)
      socket.emit('order:eta_changed', { seq: seq + 1 })
      push(seq + 2)
    }
    client.socket.resume()
    await until(() => seqsOf(client).length === last + 300, 'everything has come')
    expect(seqsOf(client)).to.deep.equal(upTo(last + 300))
    expect(running.evictions()).to.equal(0)
  })

  it('disconnect a client that stops reading, which has received a prefix without a gap', async () => {
    const { client, socket } = await join()
    client.socket.pause()
    let left = false
    socket.on('disconnect', () => {
      left = true
    })
    let seq = 0
    while (!left && seq * kilobyte.length < 4 * kernelTakes) {
      for (let many = 0; many < 100 && !left; many += 1) {
        seq += 1
        local.tell(accountId, seq, frame(seq, `"${kilobyte}"`))
      }
      local.flush()
      await turn()
    }
    expect(left, 'was cut').to.equal(true)
    expect(running.evictions()).to.equal(1)
    client.socket.resume()
    await client.closed
    const received = seqsOf(client)
    expect(received).to.deep.equal(upTo(received.length))
    expect(received.length).to.be.lessThan(seq)
  })

  it('note exactly what was sent', async () => {
    const { client, socket } = await join(4)
    push(4, 5, 7)
    await until(() => seqsOf(client).length === 2, 'they have come')
    expect(socket.data.sent).to.deep.equal({ seq: 5, beyond: new Set([7]) })
    push(6, 6, 5, 7)
    await until(() => seqsOf(client).length === 3, 'the missing one has come')
    expect(seqsOf(client), 'nothing twice').to.deep.equal([5, 7, 6])
    expect(socket.data.sent).to.deep.equal({ seq: 7 })
    socket.conn.close()
    push(8)
    await client.closed
    expect(seqsOf(client)).to.deep.equal([5, 7, 6])
    expect(socket.data.sent, 'a connection that closes is sent nothing').to.deep.equal({ seq: 7 })
  })

  it('wait for a socket that is not welcomed yet, and come in order and once', async () => {
    const { client, socket } = await join(null)
    push(9, 7, 8, 7, 3)
    socket.emit('session:ready', {})
    local.release(socket, 7)
    push(10)
    await until(() => seqsOf(client).length === 3, 'those after the head have come')
    expect(client.heard[0]?.[0]).to.equal('session:ready')
    expect(seqsOf(client)).to.deep.equal([8, 9, 10])
    expect(socket.data.sent).to.deep.equal({ seq: 10 })
  })

  it('close a socket that waits too long for its welcome, so that it resumes', async () => {
    const { client } = await join(null)
    push(...upTo(1001))
    await client.closed
    expect(seqsOf(client)).to.deep.equal([])
  })

  it('drop positions of the courier for a client that falls behind, and nothing else', async () => {
    const { client, socket } = await join()
    client.socket.pause()
    const last = await congest(socket)
    local.show(accountId, pushFrame('/', 'courier:location_changed', '{}'))
    push(last + 1)
    client.socket.resume()
    await until(() => seqsOf(client).length === last + 1, 'the feed has come')
    local.show(accountId, pushFrame('/', 'courier:location_changed', '{}'))
    local.flush()
    await until(() => client.heard.some(([event]) => event === 'courier:location_changed'), 'the next position has come')
    expect(client.heard.filter(([event]) => event === 'courier:location_changed')).to.have.length(1)
  })

  it('write nothing for a customer who is not here', async () => {
    const metrics = createMetrics({
      node: 'n',
      engine: engineName,
      build: 'b',
      version: '0',
      pool: () => ({ used: 0, idle: 0, waiting: 0 }),
      backlog: nothingWaits(),
      passwordQueue: () => 0,
    })
    const { deliver, showCourier } = createDelivery({
      io,
      local,
      others: undefined,
      metrics,
      onPushes: () => undefined,
      endSessions: () => undefined,
      endLinks: () => undefined,
      accountChanged: () => undefined,
    })
    let reads = 0
    const watched = Object.defineProperty(feedPush(1), 'data', {
      get() {
        reads += 1
        return '{}'
      },
    })
    const position = { orderId: accountId, location: { lat: 0, lng: 0 }, at: '2026-01-01T00:00:00.000Z' }
    const watchedPosition = {
      ...position,
      get location() {
        reads += 1
        return position.location
      },
    }
    deliver([watched])
    showCourier(accountId, watchedPosition)
    expect(reads).to.equal(0)
    const { client } = await join()
    deliver([watched])
    showCourier(accountId, watchedPosition)
    await until(() => client.heard.length === 2, 'both have come')
    expect(reads).to.equal(2)
    const text = await metrics.registry.metrics()
    expect(text).to.include('customerbackend_pushes_total{event="order:eta_changed"} 2')
    expect(text).to.include('customerbackend_pushes_total{event="courier:location_changed"} 2')
    expect(text).to.include('customerbackend_feed_lag_seconds_count 2')
    metrics.registry.clear()
  })
})
