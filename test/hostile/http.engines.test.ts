import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { connectRaw, engineName, exchange, upgradeRequest, upgradeStatus } from '../support/engine.ts'
import { arrive, connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { isLong, recordResult } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { startProcess } from '../support/process.ts'
import { referenceOf } from '../support/sandbox.ts'

describe('HTTP, under attack', () => {
  let gateway: TestGateway
  let productId: string
  const log: string[] = []

  before(async () => {
    gateway = await startTestGateway({ env: { LOG_LEVEL: 'trace', TRUSTED_PROXIES: '127.0.0.1' }, log: (line) => log.push(line) })
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())

  const get = (path: string, headers = '') =>
    exchange(gateway.port, `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n${headers}\r\n`)

  /** Paths that leave the directory of the pages, in forms that no client library sends. */
  const out = ['package.json', '.env', 'etc/passwd'].flatMap((file) => [
    `/../${file}`,
    `/../../../../../../${file}`,
    `/%2e%2e/${file}`,
    `/%2e%2e%2f${file}`,
    `/..%2f..%2f${file}`,
    `/..%5c${file}`,
    `/..\\${file}`,
    `/%252e%252e/${file}`,
    `/.%00./${file}`,
    `//${file}`,
    `/staff/../../${file}`,
    `/assets/../../${file}`,
    `/client/%2e%2e/%2e%2e/${file}`,
    `/./${file}`,
    `/%c0%ae%c0%ae/${file}`,
  ])

  it('serves no file except its pages', async () => {
    for (const path of out) {
      const answer = await get(path)
      expect(answer, path).to.match(/^HTTP\/1\.1 (400|404) /)
      expect(answer, path).not.to.match(/"dependencies"|root:x/)
    }
  })

  const pages = ['/', '/staff', '/healthz', '/readyz', '/metrics', '/asyncapi.json', '/nowhere', '/sandbox/pay/nothing']

  it('lets a page run and load only its own files, and no other site embed it', async () => {
    const { client } = await arrive(gateway)
    const { order } = await client.request('order:place', placement(productId, { paymentMethod: 'card' }))
    for (const path of [...pages, `/sandbox/pay/${referenceOf(order)}`]) {
      const { headers } = await fetch(`${gateway.url}${path}`)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy, path).to.match(/(^|; ?)default-src '(none|self)'/)
      expect(policy, path).to.contain("frame-ancestors 'none'")
      expect(policy, path).not.to.match(/unsafe-|\*|https?:/)
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff')
      expect(headers.get('x-frame-options'), path).to.equal('DENY')
      expect(headers.get('referrer-policy'), path).to.equal('no-referrer')
      // the reference is public
      if (path !== '/asyncapi.json') expect(headers.get('access-control-allow-origin'), path).to.equal(null)
      expect(headers.get('set-cookie'), path).to.equal(null)
    }
    client.close()
  })

  it('copies no value of a request into the headers of its response', async () => {
    const poison = '%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a<script>'
    for (const path of [
      `/sandbox/pay/${poison}`,
      `/${poison}`,
      `/?${poison}`,
      `/webhooks/payments/${poison}`,
      `/socket.io/?EIO=4&transport=${poison}`,
    ])
      for (const headers of ['', `X-Forwarded-For: ${poison}\r\n`, `Origin: ${poison}\r\n`, `X-Forwarded-Host: evil.example\r\n`]) {
        const answer = await get(path, headers)
        const [head = ''] = answer.split('\r\n\r\n')
        expect(head, path).to.match(path.startsWith('/?') ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 4\d\d /)
        expect(head, path).not.to.match(/set-cookie|<script>|evil\.example/i)
        expect(answer, path).not.to.contain('<script>').and.not.to.contain(poison)
      }
  })

  it('prints only log lines, even when an engine itself refuses a request', async () => {
    const beside = await startProcess({ DATABASE_URL: gateway.databaseUrl })
    const { port } = new URL(beside.url)
    expect(await upgradeStatus(Number(port), { Origin: 'https://evil.example' })).to.equal(engineName === 'uws' ? 403 : 400)
    // with ws the connection is refused and closed after the upgrade
    expect(await upgradeStatus(Number(port), {}, 'EIO=3&transport=websocket')).to.equal(engineName === 'uws' ? 400 : 101)
    await beside.kill('SIGTERM')
    const lines = beside.output().split('\n')
    expect(lines.filter((line) => line !== '' && !line.startsWith('{') && !line.startsWith('listening on '))).to.deep.equal([])
  })

  if (isLong)
    it('closes a connection that sends the head of a request byte by byte, or nothing at all', async () => {
      /** The lifetime in milliseconds of a connection that sends the first bytes once and the others every second. */
      const live = async (first: string, drop: string): Promise<number> => {
        const socket = connectRaw(gateway.port)
        socket.resume()
        const started = performance.now()
        const closed = new Promise((resolve) => socket.once('close', resolve))
        const dripping = setInterval(() => socket.write(drop), 1000)
        socket.write(first)
        await closed
        clearInterval(dripping)
        return performance.now() - started
      }
      const head = 'GET / HTTP/1.1\r\nHost: a\r\n'
      const lives = await Promise.all([
        live(head, 'X-A: 1\r\n'),
        live(head, 'x'),
        live('', ''),
        live(upgradeRequest().slice(0, -2), 'X-A: 1\r\n'),
      ])
      expect(Math.max(...lives)).to.be.lessThan(25_000)
      recordResult('Requests sent drop by drop', `${lives.length} ways`, `closed after ${(Math.max(...lives) / 1000).toFixed(1)} s at most`)
    })

  it('logs only whole lines, and no values that clients sent', async () => {
    const injected = '\n{"level":60,"msg":"forged"}\r\n\u001b[2J\u2028'
    const secret = { password: `password-${randomUUID()}`, email: `${randomUUID()}@example.com`, address: `Street ${randomUUID()}` }
    const guest = await connectGuest(gateway)
    const login = `logged-${randomUUID().slice(0, 8)}`
    const { token } = await guest.request('account:sign_up', {
      login,
      ...{ email: secret.email, password: secret.password },
      name: 'Forger',
    })
    await guest.raw('account:sign_in', { login: injected, password: secret.password })
    await guest.raw(`account:sign_in${injected}`, { password: secret.password })
    const customer = await connectClient(gateway.url, '/', { token })
    await customer.raw(injected, { token })
    await customer.raw('account:update', { address: secret.address })
    await customer.raw('order:quote', { ...placement(productId), note: injected })
    for (const at of ['User-Agent', 'X-Forwarded-For', 'Origin', 'Authorization'])
      await get(`/${encodeURIComponent(injected)}`, `${at}: ${token}\r\n`)
    await fetch(`${gateway.url}/webhooks/payments/sandbox`, { method: 'POST', body: injected + token })
    // an internal error is logged while the values are in scope
    await gateway.database.query('alter table accounts rename column address to address_lost')
    const broken = await customer.raw('account:update', { address: secret.address, name: secret.address })
    await gateway.database.query('alter table accounts rename column address_lost to address')
    if (broken.ok) throw new Error('cannot have worked')
    const { id } = broken.error.details as { id: string }
    expect(log.filter((line) => line.includes(id))).to.have.length(1)

    for (const line of log) {
      expect(line.indexOf('\n'), line).to.equal(line.length - 1)
      expect(JSON.parse(line), line).to.include.keys('level', 'time', 'msg').and.not.to.include({ msg: 'forged' })
      for (const each of [...Object.values(secret), token]) expect(line).not.to.contain(each)
    }
    guest.close()
    customer.close()
  })
})
