import { once } from 'node:events'
import { expect } from 'chai'
import { io } from 'socket.io-client'
import { WebSocket } from 'ws'
import { type Client, connectClient } from '../support/client.ts'
import { engineName } from '../support/engine.ts'
import {
  arrive,
  connectCustomer,
  connectForAMoment,
  connectNewStaff,
  connectStaff,
  makePerson,
  openSession,
  openSessions,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts'
import { gauge } from '../support/metrics.ts'
import { startProxy } from '../support/proxy.ts'
import { holdRecheck } from '../support/recheck.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const engine = engineName

describe('connecting', () => {
  let gateway: TestGateway

  before(async () => {
    gateway = await startTestGateway()
  })
  after(() => gateway.stop())

  it('names the account and the server in session:ready', async () => {
    const { client, login } = await arrive(gateway)
    const ready = await client.pushed('session:ready')
    expect(ready.account).to.include({ name: login, role: 'customer' })
    expect(ready.server).to.include({ engine })
    client.close()
    const { client: kitchen } = await connectNewStaff(gateway, 'kitchen')
    expect(await kitchen.pushed('session:ready')).not.to.have.property('feed')
    kitchen.close()
  })

  it('is refused with a reason unless the session is valid for the namespace', async () => {
    const [customer, courier, expired, revoked] = await Promise.all([
      makePerson(gateway.database),
      makePerson(gateway.database, 'courier'),
      makePerson(gateway.database),
      makePerson(gateway.database),
    ])
    await gateway.database.query("update sessions set expires_at = now() - interval '1 second' where account_id = $1", [expired.id])
    await gateway.database.query("update sessions set end_reason = 'revoked' where account_id = $1", [revoked.id])
    const table: [string, '/' | '/staff', Record<string, unknown>, string][] = [
      ['no token', '/', {}, 'unauthenticated'],
      ['a token of another type', '/', { token: { $ne: null } }, 'unauthenticated'],
      ['an unknown token', '/', { token: customer.token.split('').reverse().join('') }, 'unauthenticated'],
      ['half a token', '/', { token: customer.token.slice(0, 20) }, 'unauthenticated'],
      ['an expired session', '/', { token: expired.token }, 'session_expired'],
      ['a revoked session', '/', { token: revoked.token }, 'session_revoked'],
      ['a customer among the staff', '/staff', { token: customer.token }, 'wrong_namespace'],
      ['staff among the customers', '/', { token: courier.token }, 'wrong_namespace'],
    ]
    for (const [what, namespace, auth, reason] of table) {
      const failure = await refusal(connectClient(gateway.url, namespace, auth))
      expect(failure.reason ?? failure.code, what).to.equal(reason)
    }
    const inUrl = io(`${gateway.url}/?token=${customer.token}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      query: { token: customer.token },
    })
    const error = await new Promise<Error & { data?: { code: string } }>((resolve) => inUrl.once('connect_error', resolve))
    expect(error.data?.code, 'a token in the URL is ignored').to.equal('unauthenticated')
    inUrl.disconnect()
  })

  /** A gateway whose look-ups of sessions wait until they are released. */
  const startSlow = async () => {
    let lookups = 0
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const onQuery = (sql: string) => {
      if (!sql.includes('s.token_hash = any')) return undefined
      lookups += 1
      return released
    }
    return { slow: await startTestGateway({ onQuery }), lookups: () => lookups, release }
  }

  it('looks up in one query all handshakes that arrive while another query runs', async () => {
    const { slow, lookups, release } = await startSlow()
    const people = await Promise.all(Array.from({ length: 30 }, () => makePerson(slow.database)))
    const connecting = people.map(({ token }) => connectCustomer(slow, token))
    await until(async () => (await gauge(slow, 'customerbackend_newcomers_waiting')) === 29, 'all but the first wait')
    release()
    const clients = await Promise.all(connecting)
    expect(new Set(clients.map(({ socket }) => socket.id)).size).to.equal(30)
    expect(lookups(), 'one for the first, and one for the others').to.equal(2)
    for (const client of clients) client.close()
    await slow.stop()
  })

  it('accepts sockets of five sessions of an account and refuses one of a sixth', async () => {
    const person = await makePerson(gateway.database)
    const tokens = [person.token, ...(await openSessions(gateway.database, person, 4))]
    const clients = await Promise.all(tokens.map((token) => connectCustomer(gateway, token)))
    const elsewhere = await openSession(gateway.database, person)
    expect(await refusal(connectCustomer(gateway, elsewhere))).to.include({
      code: 'resource_exhausted',
      reason: 'too_many_connections',
      retryable: true,
    })
    clients[0]?.close()
    const sixth = await until(() => connectCustomer(gateway, elsewhere), 'there is room for another socket')
    sixth.close()
    for (const client of clients) client.close()
  })

  it('lets the newest socket of a session replace its oldest, and sends that one session:ended', async () => {
    const person = await makePerson(gateway.database)
    const clients = []
    for (let n = 0; n < 7; n += 1) clients.push(await connectCustomer(gateway, person.token))
    for (const [n, client] of clients.entries()) {
      if (n < 2) expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'replaced' })
      else expect((await client.request('account:get', {})).account.id).to.equal(person.id)
    }
    expect(clients.map(({ socket }) => socket.connected)).to.deep.equal([false, false, true, true, true, true, true])
    for (const client of clients) client.close()
  })

  it('lets the first socket of a session replace the oldest of a session that has several', async () => {
    const person = await makePerson(gateway.database)
    const [first, second, third] = (await openSessions(gateway.database, person, 3)) as [string, string, string]
    const clients: Client<'/'>[] = []
    for (const token of [first, second, second, person.token, person.token, third]) clients.push(await connectCustomer(gateway, token))
    expect(await clients[1]?.pushed('session:ended')).to.deep.equal({ reason: 'replaced' })
    await until(() => !clients[1]?.socket.connected, 'it has left')
    expect(clients.map(({ socket }) => socket.connected)).to.deep.equal([true, false, true, true, true, true])
    for (const client of clients) client.close()
  })

  it('admits an account whose five connections are dead without the gateway knowing', async () => {
    const person = await makePerson(gateway.database)
    const proxy = await startProxy(gateway.port)
    const dead = await Promise.all(
      Array.from({ length: 5 }, () => connectCustomer({ url: `http://127.0.0.1:${proxy.port}` }, person.token)),
    )
    proxy.fallSilent()
    const client = await connectCustomer(gateway, person.token)
    expect((await client.request('account:get', {})).account.id).to.equal(person.id)
    for (const each of [...dead, client]) each.close()
    await proxy.stop()
  })

  it('answers one CONNECT for a namespace on a connection, and closes the connection on the second', async () => {
    const { client } = await arrive(gateway)
    const gone = new Promise((resolve) => client.socket.io.engine.once('close', resolve))
    // the engine puts its own 4, "message", before it
    client.socket.io.engine.write(`0{"token":"again"}`)
    await gone
  })

  it('closes the connection on a second CONNECT during the look-up of the first, without another look-up', async () => {
    const { slow, lookups, release } = await startSlow()
    const { token } = await makePerson(slow.database)
    const open = async () => {
      const socket = new WebSocket(`${slow.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
      await once(socket, 'message')
      return socket
    }
    // a connection in no namespace is closed after five seconds: this one first
    const reference = await open()
    const socket = await open()
    socket.send(`40${JSON.stringify({ token })}`)
    await until(() => lookups() === 1, 'the first is being looked up')
    socket.send(`40${JSON.stringify({ token })}`)
    await Promise.race([once(socket, 'close'), once(reference, 'close')])
    expect([socket.readyState, reference.readyState]).to.deep.equal([WebSocket.CLOSED, WebSocket.OPEN])
    reference.terminate()
    release()
    ;(await connectCustomer(slow, token)).close()
    expect(lookups(), 'one for the first, and one for the other connection').to.equal(2)
    await slow.stop()
  })

  const openByHand = async ({ url } = gateway, headers = {}) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, { headers })
    const messages: string[] = []
    socket.on('message', (message) => messages.push(String(message)))
    await once(socket, 'message')
    return { socket, messages, got: (start: string) => until(() => messages.some((message) => message.startsWith(start)), start) }
  }

  it('closes the connection when it has refused it for good, and tells old clients that trying again is useless', async () => {
    const refusals: [connect: string, refused: string, disconnected: string][] = [
      ['40{"token":"x"}', '44{', '41'],
      ['40/staff,{"token":"x"}', '44/staff,{', '41/staff,'],
    ]
    for (const [connect, refused, disconnected] of refusals) {
      const { socket, messages } = await openByHand()
      socket.send(connect)
      await once(socket, 'close')
      expect(messages.slice(1).map((message, at) => (at === 0 ? message.slice(0, refused.length) : message))).to.deep.equal([
        refused,
        disconnected,
      ])
    }
  })

  it('keeps a connection that was refused in one namespace and is in another, or may come into it', async () => {
    const { socket, messages, got } = await openByHand()
    socket.send('40{"token":"x"}')
    socket.send('40/guest,')
    await Promise.all([got('44{'), got('40/guest,{')])
    socket.send('40/staff,{"token":"x"}')
    await got('44/staff,{')
    socket.send('42/guest,7["menu:list",{}]')
    await got('43/guest,7[{"ok":true')
    expect(messages.filter((message) => message.startsWith('41'))).to.deep.equal([])
    socket.close()
  })

  it('knows the address behind a proxy in a second namespace too', async () => {
    const proxied = await startTestGateway({ env: { RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.1' } })
    const ask = async (address: string, times: number) => {
      const { token } = await makePerson(proxied.database)
      const { socket, messages, got } = await openByHand(proxied, { 'x-forwarded-for': address })
      socket.send(`40${JSON.stringify({ token })}`)
      await got('42["session:ready"')
      socket.send('40/guest,')
      await got('40/guest,{')
      for (let n = 0; n < times; n += 1) socket.send(`42/guest,${n}["account:request_password_reset",{"email":"dana@example.com"}]`)
      await until(() => messages.filter((message) => message.startsWith('43/guest,')).length === times, 'every answer')
      socket.close()
      return messages.filter((message) => message.startsWith('43/guest,') && message.includes('"ok":true')).length
    }
    expect(await ask('203.0.113.1', 6)).to.equal(5)
    expect(await ask('203.0.113.2', 1)).to.equal(1)
    await proxied.stop()
  })

  it('closes the connection when its socket leaves the namespace, so that it receives no more pushes', async () => {
    const person = await makePerson(gateway.database)
    const client = await connectCustomer(gateway, person.token)
    const engineGone = new Promise((resolve) => client.socket.io.engine.once('close', resolve))
    // leaves the namespace without closing the connection
    client.socket.io.engine.write('1')
    await engineGone
    const [still] = await gateway.database.query<{ n: number }>('select count(*) as n from sessions where account_id = $1', [person.id])
    expect(still?.n).to.equal(1)
  })

  it('closes a connection that joins no namespace', async () => {
    const { client } = await arrive(gateway)
    const socket = io(gateway.url, { transports: ['websocket'], forceNew: true, reconnection: false, autoConnect: false })
    const manager = socket.io
    await new Promise<void>((resolve, reject) => manager.open((error) => (error ? reject(error) : resolve())))
    await new Promise((resolve) => manager.engine.once('close', resolve))
    await client.request('order:pending', {})
    client.close()
  })
})

describe('a live session', () => {
  let gateway: TestGateway

  before(async () => {
    gateway = await startTestGateway({ onQuery: holdRecheck })
  })
  after(() => gateway.stop())

  it('ends immediately when it is signed out elsewhere, without waiting for the next recheck', async () => {
    const person = await makePerson(gateway.database)
    const [one, two] = await Promise.all([connectCustomer(gateway, person.token), connectCustomer(gateway, person.token)])
    const gone = new Promise((resolve) => two.socket.once('disconnect', resolve))
    await one.request('account:sign_out', {})
    expect(await two.pushed('session:ended')).to.deep.equal({ reason: 'signed_out' })
    await gone
    expect(await refusal(connectCustomer(gateway, person.token))).to.include({ reason: 'session_revoked' })
  })

  it('ends when it expires', async () => {
    const client = await connectForAMoment(gateway, gateway.database)
    expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'expired' })
  })
})

describe('limits', () => {
  it('refuse too many requests and say when to retry', async () => {
    const gateway = await startTestGateway({ env: { RATE_LIMITS: 'on' } })
    const { client } = await arrive(gateway)
    const [asked, burst, perSecond] = [400, 40, 20]
    const started = performance.now()
    const answers = await Promise.all(Array.from({ length: asked }, () => client.raw('order:pending', {})))
    const seconds = (performance.now() - started) / 1000
    const refused = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]))
    expect(asked - refused.length, `answered in ${seconds} s`).to.be.within(burst, burst + perSecond * seconds)
    expect(refused[0]).to.include({ code: 'resource_exhausted', reason: 'too_many_requests', retryable: true })
    expect(refused[0]?.retryAfterMs).to.be.greaterThan(0)
    client.close()
    await gateway.stop()
  })

  /** The refusals among `count` requests of a socket. */
  const refusedOf = async (client: Pick<Client<'/'>, 'raw'>, count = 40) => {
    const answers = await Promise.all(Array.from({ length: count }, () => client.raw('order:steal', {})))
    const refused = answers.flatMap((answer) => (!answer.ok && answer.error.reason === 'too_many_requests' ? [answer.error] : []))
    for (const { retryAfterMs } of refused) expect(retryAfterMs).to.be.greaterThan(0)
    return refused.length
  }

  it('count for an account on all its sockets, including those that reconnect', async () => {
    const gateway = await startTestGateway({ env: { RATE_LIMITS: 'on' } })
    const [greedy, other] = [await makePerson(gateway.database), await arrive(gateway)]
    let refused = 0
    // no socket exceeds the limit of a single socket
    for (let round = 0; round < 20 && refused === 0; round += 1) {
      const clients = await Promise.all(Array.from({ length: 5 }, () => connectCustomer(gateway, greedy.token)))
      for (const of of await Promise.all(clients.map((client) => refusedOf(client)))) refused += of
      const gone = clients.map(({ socket }) => new Promise((resolve) => socket.io.engine.once('close', resolve)))
      for (const client of clients) client.close()
      await Promise.all(gone)
      await until(async () => (await gauge(gateway, 'customerbackend_connections{namespace="/"}')) === 1, 'only the other account is left')
    }
    expect(refused).to.be.greaterThan(0)
    expect(await refusedOf(other.client), 'another account').to.equal(0)
    other.client.close()
    await gateway.stop()
  })

  it('count for an address, across accounts', async () => {
    const gateway = await startTestGateway({
      env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '50', TRUSTED_PROXIES: '127.0.0.1' },
    })
    const guestFrom = (address: string) => connectClient(gateway.url, '/guest', {}, { 'x-forwarded-for': address })
    const crowd = await Promise.all(Array.from({ length: 40 }, () => guestFrom('203.0.113.1')))
    const elsewhere = await guestFrom('203.0.113.2')
    const refused = await Promise.all(crowd.map((guest) => refusedOf(guest)))
    expect(refused.filter((of) => of > 0)).not.to.have.length(0)
    expect(await refusedOf(elsewhere)).to.equal(0)
    for (const guest of [...crowd, elsewhere]) guest.close()
    await gateway.stop()
  })
})

describe('an unexpected error', () => {
  it('becomes internal with an id that is also in the log, and reveals nothing else', async () => {
    const lines: string[] = []
    const gateway = await startTestGateway({ log: (line) => lines.push(line) })
    const { client } = await arrive(gateway)
    await gateway.database.query('alter view order_rows rename to order_rows_lost')
    const answer = await client.raw('order:pending', {})
    if (answer.ok) throw new Error('cannot have worked')
    expect(answer.error).to.include({
      code: 'internal',
      message: 'Something went wrong on our side. Quote the id in details when you report it.',
    })
    const { id } = answer.error.details as { id: string }
    expect(lines.filter((line) => line.includes(id))).to.have.length(1)
    expect(JSON.stringify(answer)).not.to.include('relation')
    await gateway.database.query('alter view order_rows_lost rename to order_rows')
    await client.request('order:pending', {})
    client.close()
    await gateway.stop()
  })
})

describe('draining', () => {
  it('serves each client until it is told to go, answers what is under way, and frees the port', async () => {
    let [asked, release] = [0, (): void => undefined]
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const gateway = await startTestGateway({
      onQuery: (sql) => {
        if (!sql.includes('from order_rows')) return undefined
        asked += 1
        return released
      },
    })
    const people = await Promise.all(Array.from({ length: 8 }, () => arrive(gateway)))
    const kitchen = await connectNewStaff(gateway, 'kitchen')
    const gone = Promise.all([...people, kitchen].map(({ client }) => new Promise((resolve) => client.socket.once('disconnect', resolve))))
    const answers = people.map(({ client }) => client.request('order:pending', {}))
    await until(() => asked === people.length, 'all requests are under way')
    const isTold = ({ client }: (typeof people)[number]) => client.heard.some(({ event }) => event === 'server:draining')
    const refusedEarly: unknown[] = []
    const busy = people.map(async (person) => {
      while (!isTold(person)) {
        const answer = await person.client.raw('menu:list', {})
        if (!answer.ok && !isTold(person)) refusedEarly.push(answer.error)
      }
    })
    const stopped = gateway.stop()
    // until every client is told
    await Promise.all(busy)
    expect(refusedEarly, 'nothing is refused before').to.deep.equal([])
    const late = await until(async () => {
      const answer = await people[0]?.client.raw('menu:list', {})
      return answer?.ok === false && answer.error
    }, 'new requests are refused in the end')
    expect(late).to.include({ reason: 'draining', retryable: true })
    expect(
      people.every(({ client }) => client.socket.connected),
      'what is under way keeps the connection',
    ).to.equal(true)
    release()
    expect(await Promise.all(answers)).to.deep.equal(Array(8).fill({ orders: [] }))
    for (const { client } of people) {
      const { reconnectAfterMs } = await client.pushed('server:draining')
      expect(reconnectAfterMs).to.be.within(0, 10_000)
    }
    await gone
    await stopped
    await connectStaff(gateway, kitchen.token).then(
      () => expect.fail('the port is still open'),
      () => undefined,
    )
  })
})
