import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { WebSocket } from 'ws'
import { standBy } from '../support/bystander.ts'
import { connectRaw, engineName, upgradeRequest } from '../support/engine.ts'
import { arrive, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

const socketUrl = (url: string) => `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`

describe(`floods (${engineName})`, function () {
  this.timeout(timeLimit)

  it('of CONNECT packets on one connection cost at most one look-up of the session', async () => {
    const gateway = await startTestGateway()
    const bystander = await arrive(gateway)
    const { token } = await makePerson(gateway.database)
    let lookups = 0
    const { query } = gateway.database
    gateway.database.query = (sql, bind) => {
      if (sql.includes('token_hash')) lookups += 1
      return query(sql, bind)
    }
    const socket = new WebSocket(socketUrl(gateway.url))
    await once(socket, 'message')
    for (let n = 0; n < 5000; n += 1) socket.send(`40${JSON.stringify({ token })}`)
    await once(socket, 'close')
    // none if the second packet arrives before the first has been looked up
    expect(lookups).to.be.at.most(1)
    await bystander.client.request('order:pending', {})
    bystander.client.close()
    await gateway.stop()
    recordResult('CONNECT packets on one connection', '5000', `${lookups} look-ups of the session, then closed`)
  })

  it('of connections that never authenticate are closed within five seconds, and other customers are served', async () => {
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url, LOG_LEVEL: 'warn' })
    const port = Number(new URL(gateway.url).port)
    const bystander = await standBy(gateway.url, (await makePerson(database.database)).token)
    const live = async (socket: Socket): Promise<number> => {
      const [connected, closed] = [once(socket, 'connect'), once(socket, 'close')]
      socket.resume()
      await connected
      const started = performance.now()
      socket.write(upgradeRequest())
      await closed
      return performance.now() - started
    }

    const count = inShort(200, 1000)
    let [before, during, longest] = [0, 0, 0]
    // the best of three, because other programs run on the machine too
    for (let round = 0; round < inShort(1, 3) && (round === 0 || during >= 2 * before); round += 1) {
      bystander.reset()
      await sleep(inShort(500, 10_000))
      before = bystander.p99()
      bystander.reset()
      const lives = await Promise.all(Array.from({ length: count }, () => live(connectRaw(port))))
      during = bystander.p99()
      longest = Math.max(...lives)
      // a missed ping, which would close them too, takes 45 s to notice
      expect(longest).to.be.lessThan(inShort(25_000, 7000))
      expect(Math.min(...lives), 'not closed too early').to.be.greaterThan(4000)
    }
    if (isLong) expect(during).to.be.lessThan(Math.max(10, 2 * before))
    recordResult(
      'Connections that never authenticate',
      `${count} at the same time`,
      `all closed after ${(longest / 1000).toFixed(1)} s; p99 of another customer ${before.toFixed(1)} ms before, ${during.toFixed(1)} ms during`,
    )
    await bystander.leave()
    await gateway.kill('SIGKILL')
    await database.drop()
  })
})

describe(`the limit of connections for an address (${engineName})`, () => {
  let gateway: TestGateway
  let open: WebSocket[]
  let log: string[]

  beforeEach(async () => {
    open = []
    log = []
    gateway = await startTestGateway({
      env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '3', TRUSTED_PROXIES: '127.0.0.1,192.0.2.1' },
      log: (line) => log.push(line),
    })
  })
  afterEach(async () => {
    for (const socket of open) socket.terminate()
    await gateway.stop()
  })

  /** Connects through the proxy with the headers that it sets; resolves with the status of the upgrade. */
  const upgrade = async (forwardedFor: string | string[]): Promise<{ socket: WebSocket; status: number }> => {
    const socket = new WebSocket(socketUrl(gateway.url), { headers: { 'x-forwarded-for': forwardedFor } })
    open.push(socket)
    const refused = new Promise<number>((resolve) => {
      socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode))
      socket.on('error', () => undefined)
    })
    return { socket, status: await Promise.race([refused, once(socket, 'message').then(() => 101)]) }
  }

  /** The answer to its CONNECT. */
  const enter = async (forwardedFor: string | string[]) => {
    const { socket } = await upgrade(forwardedFor)
    const answer = once(socket, 'message')
    socket.send('40/guest,')
    const [data] = await answer
    return { socket, answer: String(data) }
  }

  it('refuses the next connection, says when to retry, and frees the place of a connection that closes', async () => {
    const [first] = [await enter('203.0.113.1'), await enter('203.0.113.1'), await enter('203.0.113.1')]
    const fourth = await enter('203.0.113.1')
    const failure = JSON.parse(fourth.answer.replace('44/guest,', '')).data
    expect(failure).to.deep.include({ code: 'resource_exhausted', reason: 'too_many_connections', retryable: true, details: { limit: 3 } })
    expect(failure.retryAfterMs).to.be.greaterThan(0)
    await once(fourth.socket, 'close')
    const fifth = await enter('203.0.113.1')
    await once(fifth.socket, 'close')
    const warnings = log.filter((line) => line.includes('TRUSTED_PROXIES'))
    expect(warnings, 'logged once, without the address').to.have.length(1)
    expect(warnings[0]).not.to.contain('203.0.113')
    expect((await enter('203.0.113.2')).answer, 'another address').to.match(/^40\/guest/)
    first.socket.close()
    await until(async () => expect((await enter('203.0.113.1')).answer).to.match(/^40\/guest/), 'there is room for another')
  })

  it('counts connections that have not authenticated, and refuses upgrades at twice the limit', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 8; n += 1) statuses.push((await upgrade('203.0.113.3')).status)
    const refused = engineName === 'uws' ? 403 : 400
    expect(statuses).to.deep.equal([101, 101, 101, 101, 101, 101, refused, refused])
    expect((await upgrade('203.0.113.4')).status).to.equal(101)
  })

  it('cannot be evaded by a forged X-Forwarded-For, nor by other addresses of one IPv6 network', async () => {
    for (const [n, forged] of ['198.51.100.1, ', '198.51.100.2,', '', '127.0.0.1, '].entries())
      expect((await enter(`${forged}203.0.113.5`)).answer, forged).to.match(n < 3 ? /^40\/guest/ : /too_many_connections/)
    for (let n = 0; n < 4; n += 1)
      expect((await enter(`2001:db8:7:7::${n}`)).answer).to.match(n < 3 ? /^40\/guest/ : /too_many_connections/)
    expect((await enter('2001:db8:7:8::1')).answer, 'another network').to.match(/^40\/guest/)
  })

  it('is higher for the /56 of an IPv6 household and the /48 of a company, and does not multiply with each /64', async () => {
    const answerFrom = async (household: number, n: number) =>
      (await enter(`2001:db8:9:${(household * 256 + n).toString(16)}::1`)).answer.match(/^40|too_many_connections/)?.[0]
    const answersFrom = async (household: number, count: number) => {
      const answers: (string | undefined)[] = []
      for (let n = 0; n < count; n += 1) answers.push(await answerFrom(household, n))
      return answers
    }
    const twelve = Array(12).fill('40')
    expect(await answersFrom(0, 13), 'one connection from each /64').to.deep.equal([...twelve, 'too_many_connections'])
    for (const household of [1, 2, 3]) expect(await answersFrom(household, 12), `household ${household}`).to.deep.equal(twelve)
    expect(await answerFrom(4, 0), 'the /48 is full').to.equal('too_many_connections')
    expect((await enter('2001:db8:a::1')).answer, 'another /48').to.match(/^40/)
  })

  it('reads every X-Forwarded-For line, because each of two proxies may add its own', async () => {
    const proxy = '192.0.2.1'
    for (let n = 0; n < 4; n += 1)
      expect((await enter([`203.0.113.${n}`, proxy])).answer, 'each address has a separate limit').to.match(/^40/)
    for (let n = 0; n < 4; n += 1)
      expect((await enter(['6.6.6.6', '203.0.113.8', proxy])).answer).to.match(n < 3 ? /^40/ : /too_many_connections/)
  })

  it('trusts X-Forwarded-For only from the configured proxies', async () => {
    const unproxied = await startTestGateway({
      env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '3' },
      on: { url: gateway.databaseUrl },
    })
    const behind = gateway
    gateway = unproxied
    for (let n = 0; n < 4; n += 1) expect((await enter(`203.0.113.${n}`)).answer).to.match(n < 3 ? /^40\/guest/ : /too_many_connections/)
    gateway = behind
    await unproxied.stop()
  })
})
