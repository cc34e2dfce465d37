import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import { nothingWaits } from '../../src/gateway/backlog.ts'
import { Body } from '../../src/http/body.ts'
import { clientAddress } from '../../src/http/client-address.ts'
import { readyRoute } from '../../src/http/health.ts'
import { metricsRoute } from '../../src/http/metrics.ts'
import type { HttpResponse, Route } from '../../src/http/route.ts'
import { createRoutes } from '../../src/http/routes.ts'
import { createMetrics } from '../../src/metrics.ts'
import { connectRaw, engineNames, exchange, startTestEngine, type TestEngine } from '../support/engine.ts'
import { until } from '../support/until.ts'

const request = (line: string, headers: Record<string, string> = {}, body = '') => {
  const all = { Host: 'gateway.test', Connection: 'close', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${line} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

const metricsOf = (engine: 'uws' | 'ws') =>
  createMetrics({
    node: 'n1',
    engine,
    build: 'a library 4.5.6',
    version: '1.2.3',
    pool: () => ({ used: 1, idle: 2, waiting: 3 }),
    backlog: {
      ...nothingWaits(),
      outbox: { pushes: 4, oldestSeconds: 0 },
      unsettled: { calls: 6, refunds: 7, failing: 8 },
    },
    passwordQueue: () => 5,
  })

const asked = { method: 'GET', path: '/readyz', query: new URLSearchParams(), headers: {}, address: '', params: {} } as const

for (const name of engineNames) {
  describe(`HTTP (${name})`, () => {
    let running: TestEngine
    let draining = false
    let database: () => Promise<unknown>
    /** Bodies that a route received, and requests whose body never arrived. */
    const bodies: Buffer[] = []
    let aborted = 0
    let release = () => {}

    const respond = (path: string, handle: Route['handle'], method: Route['method'] = 'GET'): Route => ({ method, path, handle })
    const text = (body: string, headers?: Record<string, string>): HttpResponse => ({ status: 200, body, ...(headers && { headers }) })

    const routes = [
      respond('/people/:name/orders/:id', ({ params, query, path }) => text(JSON.stringify({ params, path, q: query.getAll('q') }))),
      respond('/files/*', ({ params }) => text(params['*'] ?? '')),
      respond('/address', ({ address }) => text(address)),
      respond('/header', ({ query }) => text('', { 'X-Echo': query.get('value') ?? '', 'Content-Length': '7', 'Bad Name': 'x' })),
      respond('/throws', () => {
        throw new Error('the password is 12345')
      }),
      respond('/rejects', async () => {
        await Promise.resolve()
        throw new Error('the password is 12345')
      }),
      respond('/refuses', () => {
        throw new AppError('too_many_requests')
      }),
      respond('/waits', () => new Promise((resolve) => (release = () => resolve(text('done'))))),
      respond('/hurry', async ({ body }) => text(String((await body(64 * 1024, 50)).byteLength)), 'POST'),
      respond(
        '/body',
        async ({ body }) => {
          // late on purpose: the bytes that have already arrived must not be lost
          await new Promise(setImmediate)
          try {
            bodies.push(await body(64 * 1024))
          } catch (error) {
            if (!(error instanceof AppError)) aborted += 1
            throw error
          }
          return text('taken')
        },
        'POST',
      ),
    ]

    before(async () => {
      const { registry } = metricsOf(name)
      database = async () => undefined
      running = await startTestEngine({
        name,
        trustedProxies: ['127.0.0.1'],
        routes: [
          ...routes,
          ...createRoutes({
            server: { node: 'n1', engine: name, build: 'a library 4.5.6', version: '1.2.3' },
            checks: { database: () => database(), redis: async () => undefined },
            details: () => ({ payments: { failing: 1 } }),
            isDraining: () => draining,
            shopName: async () => undefined,
            metrics: metricsRoute(registry),
            log: { warn: () => {}, error: () => {} },
          }),
        ],
      })
    })
    after(() => running.engine.close())

    const get = (path: string, init?: RequestInit) => fetch(`${running.url}${path}`, init)

    it('sends the answer of the route, with headers that prevent content sniffing', async () => {
      const answer = await get('/people/Zo%C3%AB%20B/orders/7?q=1&q=a%20b')
      expect(answer.status).to.equal(200)
      expect(await answer.json()).to.deep.equal({ params: { name: 'Zoë B', id: '7' }, path: '/people/Zoë B/orders/7', q: ['1', 'a b'] })
      expect(answer.headers.get('x-content-type-options')).to.equal('nosniff')
      expect(answer.headers.get('content-security-policy')).to.contain("default-src 'none'")
      expect(answer.headers.get('uwebsockets')).to.equal(null)
    })

    it('answers one request after the other on a connection', async () => {
      const socket = connectRaw(running.port)
      const answers: string[] = []
      for (const line of ['GET /files/a', 'HEAD /files/bc', 'GET /files/d']) {
        socket.write(request(line, { Connection: 'keep-alive' }))
        answers.push(String(await new Promise((resolve) => socket.once('data', resolve))))
      }
      socket.destroy()
      for (const answer of answers) expect(answer).to.match(/^HTTP\/1\.1 200 OK\r\n/)
      expect(answers.map((answer) => answer.match(/content-length: (\d+)/i)?.[1])).to.deep.equal(['1', '2', '1'])
      expect(answers.map((answer) => answer.split('\r\n\r\n')[1])).to.deep.equal(['a', '', 'd'])
    })

    const paths: [string, number, string?][] = [
      ['/nowhere', 404],
      ['/people//orders/7', 404],
      ['/people/a/orders/7/', 404],
      ['/healthz/', 404],
      ['/files/', 200, ''],
      ['/files/a/b.js', 200, 'a/b.js'],
      ['/files/%2e%2e/secret', 404],
      ['/files/a%2fb', 404],
      ['/files/a%5cb', 404],
      ['/files/a%00b', 404],
      ['/files/%zz', 404],
      ['/__proto__', 404],
      ['/people/a%2Db/orders/7', 404],
      ['/people/a%3Ab/orders/7', 200],
      ['/metrics?x=%6D', 200],
      ...['/%6Detrics', '/metric%73', '/%4Detrics', '//metrics', '/metrics/', '/metrics//', '/./metrics', '/x/../metrics', '/METRICS'].map(
        (path): [string, number] => [path, 404],
      ),
      ...[
        '/metrics%2f',
        '/%2Fmetrics',
        '/metrics%00',
        '/metrics;x',
        '/metrics%3Fx',
        '/metrics%20',
        '/%2e/metrics',
        '/%256Detrics',
        '/metrics%0a',
      ].map((path): [string, number] => [path, 404]),
    ]
    for (const [path, status, body] of paths) {
      it(`GET ${path} is ${status}`, async () => {
        const answer = await exchange(running.port, request(`GET ${path}`))
        expect(answer).to.match(new RegExp(`^HTTP/1.1 ${status} `))
        if (body !== undefined) expect(answer.split('\r\n\r\n')[1]).to.equal(body)
        if (status === 404) expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).to.have.nested.property('error.code', 'not_found')
      })
    }

    it('lists the methods of a path', async () => {
      const table: [string, string, string][] = [
        ['POST', '/healthz', 'GET, HEAD'],
        ['DELETE', '/healthz', 'GET, HEAD'],
        ['OPTIONS', '/healthz', 'GET, HEAD'],
        ['GET', '/body', 'POST'],
      ]
      for (const [method, path, allow] of table) {
        const answer = await get(path, { method })
        expect(answer.status, `${method} ${path}`).to.equal(405)
        expect(answer.headers.get('allow')).to.equal(allow)
        expect(await answer.json()).to.have.property('error')
      }
    })

    it('answers HEAD with the length and no body', async () => {
      const answer = await get('/healthz', { method: 'HEAD' })
      expect(answer.status).to.equal(200)
      expect(Number(answer.headers.get('content-length'))).to.equal((await (await get('/healthz')).text()).length)
    })

    it('hides a thrown error behind an id that is also in the log', async () => {
      for (const path of ['/throws', '/rejects']) {
        const answer = await get(path)
        expect(answer.status).to.equal(500)
        const { error } = JSON.parse(await answer.text())
        expect(error).to.include({ code: 'internal', retryable: false })
        expect(JSON.stringify(error)).not.to.contain('12345')
        expect(running.log.filter((line) => line.includes(error.details.id))).to.have.length(1)
      }
    })

    it('sends a refusal in the same form as the sockets', async () => {
      const answer = await get('/refuses')
      expect(answer.status).to.equal(429)
      expect(await answer.json()).to.have.nested.property('error.reason', 'too_many_requests')
    })

    it('refuses in the language that the client asks for, and in English where it has no texts', async () => {
      const said = async (path: string, language: string) => {
        const answer = await get(path, { headers: { 'accept-language': language } })
        const { error } = JSON.parse(await answer.text())
        return String(error.message)
      }
      for (const path of ['/refuses', '/throws', '/nowhere']) {
        const english = await said(path, 'en')
        expect(await said(path, 'de'), path).to.equal(english)
        expect(await said(path, 'de;q=0.9, sk;q=0.8'), path)
          .to.be.a('string')
          .and.not.equal(english)
      }
    })

    it('lets no value start another header', async () => {
      const answer = await exchange(
        running.port,
        request(`GET /header?value=${encodeURIComponent('a\r\nSet-Cookie: b=c\n\r\n\0<script>Ā')}`),
      )
      expect(answer).to.match(/\r\nx-echo: a Set-Cookie: b=c <script> \r\n/i)
      expect(answer).not.to.match(/\r\nset-cookie/i)
      expect(answer).not.to.match(/bad name/i)
      expect(answer).to.match(/\r\ncontent-length: 0\r\n/i)
    })

    it('answers /healthz', async () => {
      const answer = await get('/healthz')
      expect(answer.headers.get('content-type')).to.contain('application/json')
      expect(await answer.json()).to.deep.equal({ status: 'ok', node: 'n1', engine: name, build: 'a library 4.5.6', version: '1.2.3' })
    })

    it('is ready while its dependencies work', async () => {
      const look = async () => {
        const answer = await get('/readyz')
        const { status, checks } = JSON.parse(await answer.text())
        return { code: answer.status, status, database: checks.database?.error ?? checks.database?.ok, redis: checks.redis?.ok }
      }
      expect(await look()).to.deep.equal({ code: 200, status: 'ready', database: true, redis: true })
      database = async () => {
        throw new Error('postgres://user:password@host is gone')
      }
      expect(await look()).to.deep.equal({ code: 503, status: 'not_ready', database: 'failed', redis: true })
      expect(await (await get('/readyz')).text()).not.to.contain('password')
      database = () => new Promise(() => {})
      expect(await look()).to.deep.equal({ code: 503, status: 'not_ready', database: 'timed_out', redis: true })
      database = async () => undefined
      draining = true
      expect(await look()).to.include({ code: 503, status: 'draining' })
      draining = false
      expect(await look()).to.include({ code: 200 })
    })

    it('serves metrics that Prometheus can read', async () => {
      const answer = await get('/metrics')
      expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/)
      const lines = (await answer.text()).trim().split('\n')
      for (const line of lines)
        expect(line).to.match(/^(# (HELP|TYPE) \w+ .+|[a-z_:][a-z0-9_:]*(\{(\w+="[^"]*",?)*\})? [-+0-9.e]+(Inf)?|)$/i)
      expect(lines).to.include(`customerbackend_gateway_info{engine="${name}",build="a library 4.5.6",node="n1",version="1.2.3"} 1`)
      expect(lines).to.include('customerbackend_database_pool_connections{state="waiting"} 3')
      expect(lines).to.include('customerbackend_outbox_depth 4')
    })

    it('reads a whole body, no matter how it is split', async () => {
      bodies.length = 0
      const socket = connectRaw(running.port)
      const bytes = Buffer.from(Array.from({ length: 60_000 }, (_, at) => at % 256))
      socket.write(request('POST /body', { 'Content-Length': String(bytes.length) }))
      for (let at = 0; at < bytes.length; at += 7000) {
        await new Promise((resolve) => socket.write(bytes.subarray(at, at + 7000), resolve))
        await new Promise(setImmediate)
      }
      await new Promise((resolve) => socket.once('data', resolve))
      socket.destroy()
      expect(
        await exchange(running.port, request('POST /body', { 'Transfer-Encoding': 'chunked' }, '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n')),
      ).to.contain('200')
      expect(await exchange(running.port, request('POST /body', { 'Content-Length': '0' }))).to.contain('200')
      expect(bodies.map(String)).to.deep.equal([bytes, 'abcde', ''].map(String))
    })

    it('refuses a body that is too large without waiting for the rest', async () => {
      bodies.length = 0
      const answer = await exchange(running.port, request('POST /body', { 'Content-Length': '100000000' }, 'x'.repeat(70_000)))
      expect(answer).to.match(/^HTTP\/1.1 413 /)
      expect(answer).to.contain('65536 bytes')
      expect(bodies).to.deep.equal([])
    })

    it('refuses a body that takes too long', async () => {
      const answer = await exchange(
        running.port,
        request('POST /hurry', { 'Content-Length': '1000', Connection: 'keep-alive' }, 'x'.repeat(500)),
      )
      expect(answer).to.match(/^HTTP\/1.1 408 /)
      expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).to.have.nested.property('error.code', 'deadline_exceeded')
    })

    it('survives clients that abort their body, or do not wait for the answer', async () => {
      for (let at = 0; at < 100; at += 1) {
        const socket = connectRaw(running.port)
        const half = request('POST /body', { 'Content-Length': '1000' }, 'x'.repeat(at))
        const whole = request(at % 4 === 1 ? 'GET /waits' : 'GET /rejects')
        socket.write(at % 2 === 0 ? half : whole, () => (at % 3 === 0 ? socket.resetAndDestroy() : socket.destroy()))
      }
      // requests that were reset may never have been read
      await until(() => aborted >= 33, 'the bodies are given up')
      release()
      expect((await get('/healthz')).status).to.equal(200)
      expect(running.log.filter((line) => line.includes('could not be written'))).to.deep.equal([])
    })

    it('trusts X-Forwarded-For from its own proxies', async () => {
      expect(await (await get('/address')).text()).to.equal('127.0.0.1')
      expect(await (await get('/address', { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' } })).text()).to.equal('203.0.113.7')
      const twice = request('GET /address', { 'X-Forwarded-For': '6.6.6.6\r\nX-Forwarded-For: 203.0.113.8' })
      expect(await exchange(running.port, twice)).to.match(/203\.0\.113\.8$/)
    })
  })
}

describe('the body of a request', () => {
  it('waits with the client until the route reads it', async () => {
    const seen: string[] = []
    const body = new Body({ pause: () => seen.push('pause'), resume: () => seen.push('resume') })
    for (let n = 0; n < 6; n += 1) body.push(Buffer.alloc(64 * 1024))
    expect(seen).to.deep.equal(['pause'])
    const whole = body.read(1024 * 1024)
    expect(seen).to.deep.equal(['pause', 'resume'])
    body.push(Buffer.alloc(400 * 1024))
    body.end()
    expect((await whole).byteLength).to.equal(784 * 1024)
    expect(seen).to.deep.equal(['pause', 'resume'])
  })
})

describe('the address of a client', () => {
  const proxies = ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1']
  const table: [string, string, string | undefined, readonly string[], string][] = [
    ['no proxy', '203.0.113.1', undefined, proxies, '203.0.113.1'],
    ['a header from an untrusted peer', '203.0.113.1', '1.2.3.4', proxies, '203.0.113.1'],
    ['no trusted proxy', '10.0.0.1', '1.2.3.4', [], '10.0.0.1'],
    ['one proxy', '10.0.0.1', '1.2.3.4', proxies, '1.2.3.4'],
    ['a forged hop before it', '10.0.0.1', '6.6.6.6, 1.2.3.4', proxies, '1.2.3.4'],
    ['a chain of proxies', '10.0.0.1', '6.6.6.6,1.2.3.4 , 192.0.2.1,10.9.9.9', proxies, '1.2.3.4'],
    ['proxies only', '10.0.0.1', '10.0.0.2, 10.0.0.3', proxies, '10.0.0.2'],
    ['an empty header', '10.0.0.1', '', proxies, '10.0.0.1'],
    ['an invalid address', '10.0.0.1', '1.2.3.4, unknown', proxies, '10.0.0.1'],
    ['an attempt at injection', '10.0.0.1', '1.2.3.4\r\nx', proxies, '10.0.0.1'],
    ['an address as a hexadecimal number', '10.0.0.1', '0x7f000001', proxies, '10.0.0.1'],
    ['a short form', '10.0.0.1', '127.1', proxies, '10.0.0.1'],
    ['a port', '10.0.0.1', '1.2.3.4:5678', proxies, '1.2.3.4'],
    ['IPv6', '2001:db8::1', '2a00:1::7', proxies, '2a00:1::7'],
    ['IPv6 in brackets with a port', '10.0.0.1', '[2a00:1::7]:443', proxies, '2a00:1::7'],
    ['IPv6 in full, as uWebSockets.js writes it', '2a00:0001:0000:0000:0000:0000:0000:0007', undefined, proxies, '2a00:1::7'],
    ['IPv4 in IPv6', '::ffff:203.0.113.1', undefined, proxies, '203.0.113.1'],
    ['a proxy as IPv4 in IPv6', '::ffff:10.0.0.1', '::ffff:1.2.3.4', proxies, '1.2.3.4'],
    ['a proxy as IPv4 in IPv6 in full', '0000:0000:0000:0000:0000:ffff:0a00:0001', '1.2.3.4', proxies, '1.2.3.4'],
    ['a network of proxies as IPv4 in IPv6', '10.0.0.1', '1.2.3.4', ['::ffff:10.0.0.0/104'], '1.2.3.4'],
    ['an address outside such a network', '11.0.0.1', '1.2.3.4', ['::ffff:10.0.0.0/104'], '11.0.0.1'],
    ['no address at all', '', '1.2.3.4', proxies, ''],
  ]
  for (const [what, peer, forwarded, trusted, expected] of table) {
    it(what, () => {
      expect(clientAddress(peer, forwarded, trusted)).to.equal(expected)
    })
  }
})

describe('readiness', () => {
  it('is checked once for all simultaneous requests', async () => {
    let looks = 0
    const look = async () => {
      looks += 1
    }
    const ready = readyRoute({ checks: { database: look }, details: () => ({}), isDraining: () => false, log: { warn: () => {} } })
    const ask = () => ready.handle({ ...asked, body: () => Promise.reject(new Error('no body')) })
    await Promise.all([ask(), ask(), ask()])
    expect(looks).to.equal(1)
    await ask()
    expect(looks).to.equal(2)
  })
})

describe('metrics', () => {
  it('of two gateways in one process are separate', async () => {
    const [one, two] = [metricsOf('uws'), metricsOf('ws')]
    one.requests.inc({ event: 'menu:list', code: 'ok' })
    one.connections.inc({ namespace: '/' })
    expect(await one.registry.metrics()).to.contain('customerbackend_requests_total{event="menu:list",code="ok"} 1')
    expect(await two.registry.metrics()).not.to.contain('menu:list')
  })
})
