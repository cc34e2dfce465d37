import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import { Server, uServer } from 'engine.io'
import pino from 'pino'
import type { Socket } from 'socket.io'
import { io } from 'socket.io-client'
import { createSocketServer } from '../../src/engine/socket-io.ts'
import { startEngine } from '../../src/engine/start.ts'
import {
  chosenEngine,
  connectByHand,
  connectRaw,
  engineName,
  engineNames,
  exchange,
  type RawClient,
  startTestEngine,
  type TestEngine,
  upgradeRequest,
  upgradeStatus,
} from '../support/engine.ts'
import { textFrame } from '../support/packets.ts'
import { until } from '../support/until.ts'

const silent = pino({ level: 'silent' })
const kilobyte = 'x'.repeat(1000)
const mebibyte = 1024 * 1024

/** The most that the kernel buffers for a client that does not read, on loopback: both windows at their largest. */
const kernelTakes = 16 * mebibyte

describe(`the engine (${engineName})`, () => {
  let running: TestEngine

  beforeEach(async () => {
    running = await startTestEngine({ allowedOrigins: ['https://shop.example', 'https://app.example:8443', 'capacitor://localhost'] })
    running.io.on('connection', (socket) => {
      socket.join('customers')
      socket.on('echo', (value, acknowledge) => acknowledge?.(value))
    })
  })
  afterEach(() => running.engine.close())

  /** The client, and its socket on the server. */
  const join = async (): Promise<{ client: RawClient; socket: Socket }> => {
    const before = new Set(running.io.of('/').sockets.keys())
    const client = await connectByHand(running.port)
    const socket = [...running.io.of('/').sockets.values()].find(({ id }) => !before.has(id))
    if (!socket) throw new Error('not connected')
    return { client, socket }
  }

  const echo = async ({ socket }: RawClient, value: string): Promise<string> => {
    const answer = new Promise<string>((resolve) => {
      socket.on('message', (data) => String(data).startsWith('431') && resolve(JSON.parse(String(data).slice(3))[0]))
    })
    socket.send(`421["echo","${value}"]`)
    return answer
  }

  /** Checks that the server still answers this client. */
  const answers = async (client: RawClient) => {
    expect(await echo(client, 'hello')).to.equal('hello')
    expect(client.isClosed()).to.equal(false)
  }

  const seqs = (client: RawClient, event = 'seq') =>
    client.heard.filter(([name]) => name === event).map(([, payload]) => Number(String(payload).split(' ')[0]))
  const firstNumbers = (count: number) => Array.from({ length: count }, (_, at) => at)

  it('is the configured one', () => {
    expect(running.engine.name).to.equal(engineName)
    expect(running.io.engine).to.be.instanceOf(engineName === 'uws' ? uServer : Server)
  })

  describe('the Origin of a handshake', () => {
    const host = 'gateway.example:3000'
    const table: [string, string | undefined, boolean][] = [
      ['none', undefined, true],
      ['a listed one', 'https://shop.example', true],
      ['a listed origin with its port', 'https://app.example:8443', true],
      ['a listed one of a hybrid app', 'capacitor://localhost', true],
      ['one of another hybrid app', 'ionic://localhost', false],
      ["the gateway's own over http", `http://${host}`, true],
      ["the gateway's own over https", `https://${host}`, true],
      ['a foreign one', 'https://evil.example', false],
      ['null', 'null', false],
      ['nothing', '', false],
      ['a suffix', 'https://shop.example.evil.example', false],
      ['a prefix', 'https://evilshop.example', false],
      ['a subdomain', 'https://www.shop.example', false],
      ['another port', 'https://shop.example:444', false],
      ['a missing port', 'https://app.example', false],
      ['another scheme', 'http://shop.example', false],
      ['a scheme other than http and https', `ws://${host}`, false],
      ['a trailing slash', 'https://shop.example/', false],
      ['another case', 'https://SHOP.example', false],
      ['a user', 'https://shop.example@evil.example', false],
      ['two of them', 'https://shop.example https://evil.example', false],
      ["the host's name without its port", 'http://gateway.example', false],
      ["the host's look-alike", `https://${host}.evil.example`, false],
    ]
    for (const [what, origin, allowed] of table) {
      it(`${what} is ${allowed ? 'allowed' : 'refused'}`, async () => {
        const status = await upgradeStatus(running.port, { Host: host, ...(origin !== undefined && { Origin: origin }) })
        if (allowed) expect(status).to.equal(101)
        else expect(status).to.be.oneOf([400, 403])
      })
    }
  })

  it('refuses HTTP polling', async () => {
    const answer = await fetch(`${running.url}/socket.io/?EIO=4&transport=polling`)
    expect(answer.status).to.equal(400)
    expect(await answer.text()).to.contain('websocket')
    const refused = io(running.url, { transports: ['polling'], reconnection: false })
    await new Promise((resolve) => refused.once('connect_error', resolve))
    expect(running.io.engine.clientsCount).to.equal(0)
  })

  it('refuses the protocol of Socket.IO 2', async () => {
    for (const query of ['EIO=3&transport=websocket', 'transport=websocket']) {
      const socket = connectRaw(running.port)
      socket.resume()
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.write(upgradeRequest({}, query))
      // uws refuses with a status and keeps the connection open for another request
      socket.once('data', () => socket.end())
      await closed
    }
    expect(running.io.engine.clientsCount).to.equal(0)
  })

  it('closes only the connection that sends a message over 64 KiB', async () => {
    const [sender, bystander] = [await join(), await join()]
    expect(await echo(sender.client, 'x'.repeat(65_000))).to.have.length(65_000)
    sender.client.socket.send(`42["echo","${'x'.repeat(66_000)}"]`)
    await sender.client.closed
    await answers(bystander.client)
    await answers((await join()).client)
  })

  it('answers a plain HTTP request with the sid of an open connection', async () => {
    const { client } = await join()
    const [sid] = Object.keys(Reflect.get(running.io.engine, 'clients'))
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(`${running.url}/socket.io/?EIO=4&transport=websocket&sid=${sid}`, { method })
      expect(answer.status).to.be.oneOf([400, 405])
    }
    await answers(client)
  })

  it('refuses a second WebSocket for an open connection, and survives the end of the first', async () => {
    const [{ client, socket }, bystander] = [await join(), await join()]
    const id = Reflect.get(socket.conn, 'id')
    for (const rest of [`sid=${id}`, `%73id=${id}`, `x=?&sid=${id}`]) {
      expect(await upgradeStatus(running.port, {}, `EIO=4&transport=websocket&${rest}`)).to.equal(400)
    }
    client.socket.terminate()
    await client.closed
    await answers(bystander.client)
  })

  it('forgets every connection that it closes itself', async () => {
    const clients = [await join(), await join(), await join()]
    running.io.disconnectSockets(true)
    await Promise.all(clients.map(({ client }) => client.closed))
    await until(() => running.io.engine.clientsCount === 0, 'none is left')
    await answers((await join()).client)
  })

  const hostile = [
    '',
    'z',
    '4',
    '40{',
    '42',
    '42[',
    '42{}',
    '421',
    '450-[]',
    '459999999-["echo"]',
    '40/nowhere',
    '41',
    '1',
    '6',
    '2probe',
    '5',
    '430[]',
  ]
  for (const message of [...hostile, Buffer.from('42["echo"]'), Buffer.alloc(0)]) {
    it(`survives ${typeof message === 'string' ? 'the message' : 'the bytes'} "${message}"`, async () => {
      const [sender, bystander] = [await join(), await join()]
      sender.client.socket.send(message)
      sender.client.socket.send(message)
      sender.client.socket.close()
      await sender.client.closed
      await answers(bystander.client)
    })
  }

  it('disconnects a client that stops reading, which has received a prefix without a gap', async () => {
    const [stalled, bystander] = [await join(), await join()]
    await answers(stalled.client)
    stalled.client.socket.pause()
    let left = false
    stalled.socket.on('disconnect', () => {
      left = true
    })
    const resident = process.memoryUsage().rss
    let sent = 0
    while (!left && sent * kilobyte.length < 4 * kernelTakes) {
      // alternate between both ways of sending: they share one order
      for (let many = 0; many < 100 && !left; many += 1, sent += 1) {
        if (sent % 2 === 0) stalled.socket.emit('seq', `${sent} ${kilobyte}`)
        else running.io.to(stalled.socket.id).emit('seq', `${sent} ${kilobyte}`)
      }
      await new Promise(setImmediate)
    }
    expect(left, 'was cut').to.equal(true)
    expect(sent * kilobyte.length)
      .to.be.greaterThan(mebibyte)
      .and.lessThan(kernelTakes)
    expect(running.evictions()).to.equal(1)
    expect(process.memoryUsage().rss - resident).to.be.lessThan(64 * mebibyte)
    await answers(bystander.client)

    stalled.client.socket.resume()
    await stalled.client.closed
    const received = seqs(stalled.client)
    expect(received).to.deep.equal(firstNumbers(received.length))
    expect(received.length).to.be.lessThan(sent)
  })

  /** Sends until the kernel takes no more. */
  const congest = async (socket: Socket): Promise<number> => {
    let sent = 0
    for (let calm = 0; calm < 3; ) {
      while (socket.conn.transport.writable && sent * kilobyte.length < kernelTakes) {
        socket.emit('seq', `${sent} ${kilobyte}`)
        sent += 1
      }
      await new Promise(setImmediate)
      calm = socket.conn.transport.writable ? 0 : calm + 1
    }
    return sent
  }

  it('keeps a client that falls behind and catches up, and sends it everything in order', async () => {
    const { client, socket } = await join()
    client.socket.pause()
    let sent = await congest(socket)
    for (let more = 0; more < 700; more += 1, sent += 1) {
      if (sent % 2 === 0) socket.emit('seq', `${sent} ${kilobyte}`)
      else running.io.to('customers').emit('seq', `${sent} ${kilobyte}`)
    }
    client.socket.resume()
    await until(() => seqs(client).length === sent, 'everything has come')
    expect(seqs(client)).to.deep.equal(firstNumbers(sent))
    await answers(client)
    expect(running.evictions()).to.equal(0)
  })

  it('keeps a client that reads when it is sent more than 1 MiB in one turn of the event loop', async () => {
    const { client, socket } = await join()
    const total = 2 * 1024
    for (let sent = 0; sent < total; sent += 1) socket.emit('seq', `${sent} ${kilobyte}`)
    await until(() => seqs(client).length === total, 'everything has come')
    expect(seqs(client)).to.deep.equal(firstNumbers(total))
    expect(running.evictions()).to.equal(0)
  })

  it('disconnects a client whose message is too large to buffer, no matter what follows it', async () => {
    const { client, socket } = await join()
    client.socket.pause()
    // a message sent right after it is flushed with it
    socket.emit('before', 1)
    socket.emit('seq', 'x'.repeat(4 * kernelTakes))
    for (let at = 0; at < 10; at += 1) socket.emit('seq', kilobyte)
    await until(() => running.io.engine.clientsCount === 0, 'it was cut off')
    client.socket.resume()
    await client.closed
    await answers((await join()).client)
  })

  it('drops volatile messages under backpressure, and no others', async () => {
    const { client, socket } = await join()
    client.socket.pause()
    const sent = await congest(socket)
    for (let at = 0; at < 5000; at += 1) running.io.to('customers').volatile.emit('position', `${at} ${kilobyte}`)
    socket.emit('seq', `${sent} ${kilobyte}`)
    client.socket.resume()
    await until(() => seqs(client).length === sent + 1, 'the last has come')
    expect(seqs(client)).to.deep.equal(firstNumbers(sent + 1))
    expect(seqs(client, 'position')).to.deep.equal([])
    expect(client.isClosed()).to.equal(false)
  })

  it('pings every connection once an interval, keeps those that answer, and cuts those that say nothing', async () => {
    const [interval, patience] = [3000, 2000]
    const timed = await startTestEngine({ pingInterval: interval, pingTimeout: patience })
    const [answering, silent] = [await connectByHand(timed.port), await connectByHand(timed.port, { answersPings: false })]
    let pings = 0
    answering.socket.on('message', (data) => {
      if (String(data) === '2') pings += 1
    })
    const began = performance.now()
    await until(() => silent.isClosed(), 'the silent client is cut')
    await until(() => pings >= 3, 'the other has answered some pings')
    // one timer for a connection, not that of engine.io too
    expect(pings).to.be.at.most(1 + (performance.now() - began) / interval)
    expect(answering.isClosed()).to.equal(false)
    answering.socket.terminate()
    await timed.engine.close()
  })

  // the queue is behind then, and the old build closes an upgrade that comes late and whose request had this header
  if (engineName === 'uws')
    it('survives a crowd whose requests ask for Connection: close, and keeps nothing of it', async () => {
      const crowd = Array.from({ length: 100 }, () => {
        const socket = connectRaw(running.port)
        const received = { socket, text: '', ended: false }
        socket.on('data', (data) => {
          received.text += data.toString('latin1')
        })
        socket.once('end', () => {
          received.ended = true
        })
        socket.write(upgradeRequest({ Connection: 'close' }))
        return received
      })
      await until(() => crowd.every(({ text, ended }) => ended || text.includes('"pingInterval"')), 'each is open or closed')
      for (const { socket } of crowd) socket.destroy()
      await until(() => running.io.engine.clientsCount === 0, 'all have left')
    })

  // uWebSockets.js may mistake this header for an order to close the connection after the upgrade
  it('keeps an upgraded connection whose request asked for Connection: close', async () => {
    const socket = connectRaw(running.port)
    let received = ''
    socket.on('data', (data) => {
      received += data.toString('latin1')
    })
    let isClosed = false
    socket.once('end', () => {
      isClosed = true
    })
    socket.write(upgradeRequest({ Connection: 'close' }))
    if (engineName === 'ws') return until(() => isClosed, 'it was refused')
    await until(() => received.includes('"pingInterval"'), 'it was opened')
    socket.write(textFrame('40'))
    await until(() => received.includes('40{"sid"'), 'it is answered')
    expect(received).to.match(/^HTTP\/1.1 101 /)
    expect(isClosed).to.equal(false)
    socket.destroy()
    await until(() => running.io.engine.clientsCount === 0, 'it has left')
  })

  it('survives clients that abort in the middle of the upgrade', async () => {
    const request = upgradeRequest()
    const gone = Array.from({ length: 200 }, (_, at) => {
      const socket = connectRaw(running.port)
      const closed = new Promise((resolve) => socket.once('close', resolve))
      socket.write(at % 2 === 0 ? request : request.slice(0, at), () => (at % 3 === 0 ? socket.destroy() : socket.resetAndDestroy()))
      return closed
    })
    await Promise.all(gone)
    await answers((await join()).client)
    await until(() => running.io.engine.clientsCount === 1, 'no connection is left over')
  })

  it('survives clients that abort right after the handshake', async () => {
    const clients = await Promise.all(Array.from({ length: 50 }, () => join()))
    for (const { client } of clients) {
      client.socket.send('42["echo",1]')
      client.socket.terminate()
    }
    for (let at = 0; at < 100; at += 1) running.io.to('customers').emit('seq', kilobyte)
    await until(() => running.io.engine.clientsCount === 0, 'all are gone')
    await answers((await join()).client)
  })

  it('refuses new connections and keeps the open ones when it stops listening', async () => {
    const { client } = await join()
    running.engine.stopListening()
    const refused = await fetch(running.url).then(
      () => 'connected',
      (error: Error) => String(error.cause),
    )
    expect(refused).to.contain('ECONNREFUSED')
    await answers(client)
    running.engine.stopListening()
  })

  it('frees the port and closes every connection when it closes', async () => {
    const { port } = running
    await running.engine.close()
    running = await startTestEngine({ port })
    const [{ client }, stalled] = [await join(), await join()]
    stalled.client.socket.pause()
    await congest(stalled.socket)
    await running.engine.close()
    await client.closed
    running = await startTestEngine({ port })
    stalled.client.socket.terminate()
  })

  it('reports that the port is taken', async () => {
    const second = startEngine(chosenEngine(engineName), createSocketServer({ ALLOWED_ORIGINS: [] }), [], {
      trustedProxies: [],
      log: silent,
    })
    const refused = await second.listen(running.port, '127.0.0.1').catch((error: Error) => error.message)
    expect(refused).to.match(/taken|EADDRINUSE/)
    await second.close()
  })

  it('shares the process with other engines: rooms reach only their own server', async () => {
    const others = await Promise.all([startTestEngine({ name: engineNames[0] }), startTestEngine({ name: 'ws' })])
    const clients: RawClient[] = []
    for (const { io, port } of others) {
      io.on('connection', (socket) => socket.join('customers'))
      clients.push(await connectByHand(port))
    }
    const { client } = await join()
    const heard = () => [client, ...clients].map((each) => each.heard.map(([, payload]) => payload))
    for (const [at, { io }] of [running, ...others].entries()) io.to('customers').emit('seq', at)
    await until(() => heard().every((each) => each.length > 0), 'each has heard')
    expect(heard()).to.deep.equal([[0], [1], [2]])
    for (const { engine } of others) await engine.close()
    running.io.to('customers').emit('seq', 3)
    await until(() => client.heard.length === 2, 'the first server still works')
    expect(heard()).to.deep.equal([[0, 3], [1], [2]])
  })

  it('sends no message of a room to a connection whose socket has left', async () => {
    const { client, socket } = await join()
    socket.disconnect(false)
    running.io.to('customers').emit('secret', 1)
    const other = await join()
    running.io.to('customers').emit('seq', 0)
    await until(() => other.client.heard.length === 1, 'the other has heard')
    // everything that was sent before the pong has arrived
    client.socket.ping()
    await once(client.socket, 'pong')
    expect(client.heard).to.deep.equal([])
  })

  if (engineName === 'ws') {
    it('refuses an upgrade with a body', async () => {
      expect(await upgradeStatus(running.port, { 'Content-Length': '1' })).to.equal(400)
      expect(await upgradeStatus(running.port, { 'Transfer-Encoding': 'chunked' })).to.equal(400)
    })

    it('closes the connection of an upgrade on another path, also if the client does not', async () => {
      const socket = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true })
      let isClosed = false
      socket.resume().once('close', () => {
        isClosed = true
      })
      // what is written to a connection that is closed on both sides ends it here
      socket.on('error', () => undefined)
      socket.write(upgradeRequest().replace('/socket.io/', '/elsewhere'))
      await once(socket, 'end')
      const isCut = () => {
        if (!isClosed) socket.write('x')
        return isClosed
      }
      await until(isCut, 'it is closed', 9000)
    })
  }

  it('refuses an upgrade on another path, and keeps working', async () => {
    const answer = await exchange(
      running.port,
      upgradeRequest().replace('/socket.io/', '/elsewhere').replace('Connection: Upgrade', 'Connection: Upgrade, close'),
    )
    expect(answer).not.to.contain('101')
    await answers((await join()).client)
  })
})
