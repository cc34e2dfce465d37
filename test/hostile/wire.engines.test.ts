import { expect } from 'chai'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { mintCustomers } from '../../src/accounts/mint.ts'
import { type Bystander, standBy } from '../support/bystander.ts'
import { connectRaw, engineName, upgradeRequest } from '../support/engine.ts'
import { makePerson } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { frame, frames, mildBurst, type Packet, textFrame, wildBurst } from '../support/packets.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'

const withinMs = 15_000

describe(`the wire, under attack (${engineName})`, function () {
  this.timeout(timeLimit)

  let database: TestDatabase
  let gateway: GatewayProcess
  let port: number
  const tokens: string[] = []
  let bystander: Bystander

  before(async () => {
    database = await createTestDatabase()
    gateway = await startProcess({ DATABASE_URL: database.url, LOG_LEVEL: 'warn' })
    port = Number(new URL(gateway.url).port)
  })
  after(async () => {
    await gateway.kill('SIGKILL')
    await database.drop()
  })
  beforeEach(async () => {
    const { token: his } = await makePerson(database.database)
    bystander = await standBy(gateway.url, his)
  })
  // after each test: the same process still runs, it logged nothing unexpected, and it served the other customer
  afterEach(async () => {
    await bystander.leave()
    expect(gateway.child.exitCode ?? gateway.child.signalCode, gateway.output()).to.equal(null)
    const unexpected = gateway
      .output()
      .split('\n')
      .filter((line) => /"level":[56]0|uncaught|unhandled/i.test(line))
    expect(unexpected).to.deep.equal([])
  })

  /** A connection of a separate customer, because a generated packet may sign them out. */
  const newToken = async (): Promise<string> => {
    if (tokens.length === 0)
      for await (const minted of mintCustomers(database.database, 1000)) tokens.push(...minted.map(({ token }) => token))
    return tokens.pop() ?? ''
  }
  const connectPacket = async () => textFrame(`40${JSON.stringify({ token: await newToken() })}`)

  /** Sends, and waits until the server has read everything: it answers the last packet, or closes. Resolves with whether it answered. */
  const fire = async (burst: readonly Packet[]): Promise<boolean> => {
    const token = await newToken()
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
      const done = (answered: boolean) => {
        clearTimeout(timer)
        socket.terminate()
        resolve(answered)
      }
      const timer = setTimeout(() => reject(new Error('neither answered nor closed')), withinMs)
      socket.on('error', () => done(false))
      socket.on('close', () => done(false))
      socket.on('message', (data) => {
        const message = String(data)
        if (message.startsWith('0')) socket.send(`40${JSON.stringify({ token })}`)
        else if (message.startsWith('4388888[')) done(true)
        else if (message.startsWith('40')) {
          for (const packet of burst) socket.send(packet)
          socket.send('4288888["menu:list",{}]')
        }
      })
    })
  }

  /**
   * Writes to a new connection, and waits for the server's answer after each of the first `answers` chunks. Closes it after the last in one
   * of three ways, and resolves when it is closed.
   */
  const write = async (chunks: readonly (Buffer | string)[], end: 'close' | 'cut' | 'reset', answers = 0): Promise<void> => {
    const socket = connectRaw(port)
    const gone = new Promise((resolve) => socket.once('close', resolve))
    socket.setTimeout(withinMs, () => socket.destroy())
    await new Promise((resolve) => socket.once('connect', resolve))
    for (const [n, chunk] of chunks.entries()) {
      socket.write(chunk)
      if (n < answers) await Promise.race([gone, new Promise((resolve) => socket.once('data', resolve))])
    }
    socket.resume()
    // wait for one turn of the event loop, so that the bytes are sent
    await new Promise(setImmediate)
    if (end === 'close') socket.end()
    else if (end === 'cut') socket.destroy()
    else socket.resetAndDestroy()
    await gone
  }

  it('survives generated packets', async () => {
    const [runs, atOnce] = [inShort(30, 6000), 4]
    let [packets, connections, answered] = [0, 0, 0]
    const some = fc.array(fc.oneof({ weight: 1, arbitrary: mildBurst }, { weight: 2, arbitrary: wildBurst }), {
      minLength: atOnce,
      maxLength: atOnce,
    })
    await fc.assert(
      fc.asyncProperty(some, async (bursts) => {
        const ends = await Promise.all(bursts.map(fire))
        packets += bursts.flat().length
        connections += ends.length
        answered += ends.filter(Boolean).length
      }),
      { numRuns: runs, endOnFailure: true },
    )
    expect(answered, 'some have to be read to the end').to.be.greaterThan(connections / 5)
    recordResult(
      'Generated packets',
      `${packets} packets on ${connections} connections`,
      `no exit; ${connections - answered} connections closed; the other customer: p99 ${bystander.p99().toFixed(0)} ms`,
    )
  })

  it('survives generated WebSocket frames', async () => {
    const runs = inShort(100, 10_000)
    let sent = 0
    await fc.assert(
      fc.asyncProperty(fc.array(frames, { minLength: 4, maxLength: 4 }), async (connections) => {
        await Promise.all(connections.map(async (bytes) => write([upgradeRequest(), await connectPacket(), ...bytes], 'close', 2)))
        sent += connections.flat().length
      }),
      { numRuns: runs, endOnFailure: true },
    )
    recordResult('Generated WebSocket frames', `${sent} frames on ${runs * 4} connections`, 'no exit')
  })

  /** A message in `count` frames, with a ping between them. */
  const inFragments = (text: string, count: number): Buffer => {
    const bytes = Buffer.from(text)
    const size = Math.ceil(bytes.length / count)
    const ping = frame({ fin: true, rsv: 0, opcode: 9, masked: true, payload: Buffer.from('ping') })
    return Buffer.concat(
      Array.from({ length: count }, (_, n) => [
        frame({ fin: n === count - 1, rsv: 0, opcode: n === 0 ? 1 : 0, masked: true, payload: bytes.subarray(n * size, (n + 1) * size) }),
        ping,
      ]).flat(),
    )
  }
  const request = (padding: number) => `427["menu:list",{"search":"${'x'.repeat(padding)}"}]`

  /** Connects to `/`, writes, and resolves with the bytes received until the answer is complete or the server closes. */
  const tell = async (bytes: Buffer): Promise<string> => {
    const socket = connectRaw(port)
    const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    let heard = ''
    const hears = (sign: RegExp) =>
      Promise.race([
        gone,
        new Promise<void>((resolve) => {
          const look = () => sign.test(heard) && resolve()
          socket.on('data', look)
          look()
        }),
      ])
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
    })
    socket.write(upgradeRequest())
    await hears(/\r\n\r\n.*0\{/s)
    socket.write(await connectPacket())
    await hears(/session:ready/)
    socket.write(bytes)
    await hears(/437\[/)
    socket.destroy()
    return heard
  }

  it('reassembles a message from fragments, and accepts no more bytes than a message may have', async () => {
    for (const count of [2, 7, 60]) expect(await tell(inFragments(request(60), count)), `${count} fragments`).to.contain('437[{"ok":true')
    expect(await tell(textFrame(request(60_000))), 'just below the limit').to.contain('invalid_argument')
    expect(await tell(inFragments(request(60_000), 50)), 'in fragments').to.contain('invalid_argument')
    for (const [what, bytes] of [
      ['one frame', textFrame(request(66_000))],
      ['two fragments', inFragments(request(66_000), 2)],
      ['many fragments', inFragments(request(66_000), 500)],
      ['fragments without an end', inFragments(request(4_000_000), 4000)],
    ] as const)
      expect(await tell(bytes), what).not.to.contain('437[')
    expect(await fire([]), 'newcomers are served').to.equal(true)
  })

  it('survives aborts at any point of the handshake and the upgrade', async () => {
    const aborts = inShort(400, 10_000)
    const ends = ['close', 'cut', 'reset'] as const
    const abort = async (n: number) => {
      const whole = [
        Buffer.from(upgradeRequest()),
        await connectPacket(),
        textFrame('421["order:pending",{}]'),
        textFrame('422["menu:list",{}]'),
      ]
      const chunk = Math.floor(Math.random() * whole.length)
      const cut = whole[chunk]?.subarray(0, Math.floor(Math.random() * (whole[chunk]?.length ?? 0))) ?? ''
      await write([...whole.slice(0, chunk), cut], ends[n % 3] ?? 'cut', n % 2 === 0 ? chunk : 0)
    }
    for (let done = 0; done < aborts; done += 40) await Promise.all(Array.from({ length: 40 }, (_, n) => abort(n)))
    recordResult('Aborts of handshake and upgrade', `${aborts}`, 'no exit')
  })

  const upgrade = upgradeRequest()
  const polling = (body: string, headers = '') =>
    `POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'polling', 'webtransport', '']

  /** The attack of each CVE, adapted to this server. */
  const known: [cve: string, what: string, attack: () => Promise<unknown>][] = [
    ['CVE-2020-36048', 'a long-polling body of very many packets', () => write([polling('2\u001e'.repeat(400_000))], 'close')],
    ['CVE-2020-36049', 'a packet that is all digits', () => fire([`4${'5'.repeat(60_000)}`, `42${'1'.repeat(60_000)}`])],
    [
      'CVE-2020-36049',
      'a namespace and a count of attachments without end',
      () => Promise.all([fire([`42/${'a'.repeat(60_000)}`]), fire([`45${'9'.repeat(60_000)}-`])]),
    ],
    [
      'CVE-2022-2421',
      'an attachment whose number is a name',
      () =>
        Promise.all(
          ['"splice"', '"constructor"', '"__proto__"', '-1', '1e5', '{}'].map((num) =>
            fire([`451-["order:place",{"_placeholder":true,"num":${num}}]`, Buffer.from('x')]),
          ),
        ),
    ],
    [
      'CVE-2026-33151',
      'more attachments than there may be',
      () =>
        Promise.all(
          [11, 1000, 1e9].map((count) => fire([`45${count}-["order:place",{}]`, ...Array.from({ length: 500 }, () => Buffer.alloc(1000))])),
        ),
    ],
    [
      'CVE-2026-59725',
      'binary bodies to the transport that is off',
      () =>
        Promise.all(
          ['application/octet-stream', 'text/plain', ''].map((type) =>
            write([polling('b\u0000\u00ff'.repeat(1000), `Content-Type: ${type}\r\n`)], 'close'),
          ),
        ),
    ],
    [
      'CVE-2022-21676',
      'a reserved bit in the first frame after the upgrade',
      () =>
        Promise.all(
          [1, 2, 4, 7].map((rsv) =>
            write([upgrade, frame({ fin: true, rsv, opcode: 1, masked: true, payload: Buffer.from('2') })], 'close'),
          ),
        ),
    ],
    [
      'CVE-2022-41940',
      'a reset in the middle of the upgrade',
      () => Promise.all(Array.from({ length: 200 }, (_, n) => write([n % 2 ? upgrade : upgrade.slice(0, 40 + n)], 'reset'))),
    ],
    [
      'CVE-2023-31125',
      'a transport or a session by the name of something inherited',
      () =>
        Promise.all(
          names.flatMap((name) => [
            write([upgradeRequest({}, `EIO=4&transport=${name}`)], 'close'),
            write([upgradeRequest({}, `EIO=4&transport=websocket&sid=${name}`)], 'close'),
            write([upgradeRequest({}, `EIO=${name}&transport=websocket`)], 'close'),
          ]),
        ),
    ],
    [
      'CVE-2023-32695',
      'an event whose name is an object',
      () => Promise.all(['{"toString":"foo"}', 'null', '[]', '{}', '1'].map((event) => fire([`42[${event}]`, `421[${event},{}]`]))),
    ],
    [
      'CVE-2024-38355',
      'an event that is called error',
      () => Promise.all(['error', 'connect', 'disconnect', 'disconnecting'].map((event) => fire([`42["${event}"]`, `421["${event}",{}]`]))),
    ],
    [
      'CVE-2024-37890',
      'an upgrade with more headers than are read',
      () => {
        const headers = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`X${n}`, '1']))
        return Promise.all([
          write([upgradeRequest(headers)], 'close'),
          write([upgradeRequest({ ...headers, Upgrade: 'websocket' })], 'close'),
        ])
      },
    ],
  ]
  for (const [cve, what, attack] of known) {
    it(`survives ${what} (${cve})`, async () => {
      await attack()
      await write([upgrade, await connectPacket()], 'close')
      expect(await fire([]), 'newcomers are served').to.equal(true)
    })
  }
})
