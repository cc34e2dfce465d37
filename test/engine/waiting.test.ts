import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import { connectByHand, engineNames, startTestEngine, type TestEngine } from '../support/engine.ts'
import { until } from '../support/until.ts'

/** On the native engine only: Node's own accepts a WebSocket when its turn comes. */
describe('a connection that waits for its turn', () => {
  let running: TestEngine
  let mayOpen: boolean
  let heardFirst: number

  before(function () {
    // where no native build loads
    if (!engineNames.includes('uws')) this.skip()
  })
  beforeEach(async () => {
    mayOpen = false
    heardFirst = 0
    running = await startTestEngine({
      name: 'uws',
      mayOpen: () => mayOpen,
      returns: (message) => {
        heardFirst += 1
        return message.includes('again')
      },
    })
  })
  afterEach(() => running.engine.close())

  /** Says this as soon as its WebSocket is accepted. */
  const say = async (...messages: string[]) => {
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/socket.io/?EIO=4&transport=websocket`)
    const heard: string[] = []
    let isClosed = false
    socket.on('message', (data) => heard.push(String(data)))
    socket.on('close', () => {
      isClosed = true
    })
    await until(() => heard.length > 0, 'its client was told that it is open')
    for (const message of messages) socket.send(message)
    return { socket, heard, isClosed: () => isClosed }
  }

  it('is told the same as by engine.io, and is known by its id', async () => {
    const { heard } = await say('40')
    mayOpen = true
    await until(() => running.io.engine.clientsCount === 1, 'it has opened')
    const [connection] = Object.values<{ id: string }>(Reflect.get(running.io.engine, 'clients'))
    const { pingInterval, pingTimeout, maxHttpBufferSize: maxPayload } = running.io.engine.opts
    expect(heard[0]).to.equal(`0${JSON.stringify({ sid: connection?.id, upgrades: [], pingInterval, pingTimeout, maxPayload })}`)
    await until(() => heard.length === 2, 'it was told nothing else but that it is connected')
    expect(heard[1]).to.match(/^40\{"sid"/)
  })

  it('is heard when it opens, in the order of its messages', async () => {
    running.io.of('/staff').on('connection', () => {})
    const { heard } = await say('40', '40/staff,')
    mayOpen = true
    await until(() => heard.length === 3, 'both were answered')
    expect(heard[1]).to.match(/^40\{"sid"/)
    expect(heard[2]).to.match(/^40\/staff,\{"sid"/)
  })

  it('opens before those that return, if it does not', async () => {
    const order: unknown[] = []
    running.io.on('connection', ({ handshake }) => order.push(handshake.auth.name))
    for (let n = 0; n < 40; n += 1) await say('40{"name":"again"}')
    await say('40{"name":"new"}')
    await until(() => heardFirst === 41, 'each was heard')
    mayOpen = true
    await until(() => order.length === 41, 'all have opened')
    expect(order.indexOf('new')).to.be.lessThan(16)
  })

  for (const [what, messages] of [
    ['many messages', Array.from({ length: 9 }, () => '40')],
    ['long ones', ['40', `42["echo","${'x'.repeat(20_000)}"]`]],
  ] as const) {
    it(`is closed when it says too much: ${what}`, async () => {
      const { isClosed } = await say(...messages)
      await until(isClosed, 'it was closed')
      mayOpen = true
      await connectByHand(running.port)
      expect(running.io.engine.clientsCount).to.equal(1)
    })
  }

  it('is pinged while it waits, and is not lost for want of a ping when it has opened', async () => {
    const slow = await startTestEngine({ name: 'uws', mayOpen: () => mayOpen, pingInterval: 1000, pingTimeout: 2000 })
    const client = io(slow.url, { transports: ['websocket'], reconnection: false })
    const lost: string[] = []
    client.on('disconnect', (reason) => lost.push(reason))
    client.io.on('close', (reason) => lost.push(reason))
    await sleep(4500)
    mayOpen = true
    await new Promise<void>((resolve) => client.once('connect', resolve))
    await sleep(4000)
    expect(lost).to.deep.equal([])
    client.disconnect()
    await slow.engine.close()
  })

  it('is refused at its turn, if its address has opened enough meanwhile', async () => {
    let allowed = 5
    const limited = await startTestEngine({ name: 'uws', mayOpen: () => mayOpen, isCrowded: () => allowed <= 0 })
    limited.io.engine.on('connection', () => {
      allowed -= 1
    })
    const sockets = Array.from({ length: 40 }, () => new WebSocket(`ws://127.0.0.1:${limited.port}/socket.io/?EIO=4&transport=websocket`))
    await Promise.all(sockets.map((socket) => once(socket, 'open')))
    mayOpen = true
    // those of one turn are allowed together
    await until(() => sockets.filter(({ readyState }) => readyState === WebSocket.CLOSED).length === 24, 'the others are closed')
    expect(limited.io.engine.clientsCount).to.equal(16)
    await limited.engine.close()
  })

  it('cannot pass the queue with a second version of the protocol', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${running.port}/socket.io/?EIO=3&EIO=4&transport=websocket`)
    await once(socket, 'open')
    await sleep(50)
    expect(running.io.engine.clientsCount).to.equal(0)
    socket.terminate()
  })

  it('is forgotten when its client leaves', async () => {
    const { socket } = await say('40')
    socket.terminate()
    mayOpen = true
    await connectByHand(running.port)
    expect(running.io.engine.clientsCount).to.equal(1)
  })
})
