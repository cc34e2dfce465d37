/** Each alert fires in a real Prometheus when the thing that it watches is broken, and ends when it is mended. Minutes: `HOSTILE=long` runs it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { startCertificateServer } from '../support/certificate-server.ts'
import type { Client } from '../support/client.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts'
import { connectCustomer, connectGuest, connectStaff, makePerson, type Person } from '../support/gateway.ts'
import { isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { chartsOf, readAlerts, readDashboard } from '../support/monitoring.ts'
import { anyDish, placement } from '../support/orders.ts'
import { type OwnServer, startOwnServer } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { type Prometheus, startPrometheus } from '../support/prometheus.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { type FakeStripe, startStripe } from '../support/stripe.ts'
import { until } from '../support/until.ts'

const patience = 180_000
const maxConnections = 60
/** Few, so that it is soon reached; a gateway keeps a hundred for other files than sockets. */
const openFiles = 800

const programs = ['redis-server', 'openssl', 'prometheus'] as const
const describeLong = isLong ? (programs.map(describeWith).find((each) => each === describe.skip) ?? describe) : describe.skip

const isRoot = process.getuid?.() === 0

/** Settled, because what is asked here may fail. */
const manyTimes = <Answer>(count: number, ask: () => Promise<Answer>) => Promise.allSettled(Array.from({ length: count }, ask))

describeLong('an alert fires', function () {
  this.timeout(timeLimit)
  let server: OwnServer
  let proxy: DatabaseProxy
  let redis: TestRedis
  let stripe: FakeStripe
  let certificate: Awaited<ReturnType<typeof startCertificateServer>>
  let prometheus: Prometheus
  let folder: string
  let ports: [number, number]
  let nodes: [GatewayProcess, GatewayProcess]
  let person: Person
  let customer: Client<'/'>
  let productId: string
  const fired = new Map<string, number>()

  const startNode = async (port: number, before: readonly string[] = []) =>
    startProcess(
      {
        PORT: String(port),
        DATABASE_URL: proxy.url,
        REDIS_URL: redis.url,
        DATA_DIR: folder,
        PUBLIC_URL: certificate.url,
        SMTP_URL: `smtp://127.0.0.1:${await stablePort()}`,
        MAIL_FROM: 'orders@example.com',
        ...stripe.env(stripe.url),
      },
      undefined,
      before,
    )
  const startSecond = () => startNode(ports[1], ['prlimit', `--nofile=${openFiles}`])

  /** Its names, without the prefix. */
  const firing = async () => (await prometheus.firing()).map(({ labels }) => labels.alertname?.replace('Customerbackend', ''))
  const fires = async (name: string) => {
    const started = performance.now()
    await until(async () => (await firing()).includes(name), `${name} fires`, patience)
    fired.set(name, Math.round((performance.now() - started) / 1000))
    const [alert] = (await prometheus.firing()).filter(({ labels }) => labels.alertname === `Customerbackend${name}`)
    console.log(`      ${name} after ${fired.get(name)} s: ${alert?.annotations.summary}`)
  }
  const ends = (name: string) => until(async () => !(await firing()).includes(name), `${name} ends`, patience)
  const session = async () => {
    const client = new pg.Client({ connectionString: server.url })
    client.on('error', () => undefined)
    await client.connect()
    return client
  }
  const place = (more: Parameters<typeof placement>[1] = {}) => customer.request('order:place', placement(productId, more))
  const renamed = async (from: string, to: string, during: () => Promise<unknown>) => {
    await server.database.query(`alter table ${from} rename to ${to}`)
    await during().finally(() => server.database.query(`alter table ${to} rename to ${from}`))
  }
  const signIn = async () => {
    customer = await connectCustomer(nodes[0], person.token)
  }

  before(async () => {
    server = await startOwnServer([`max_connections=${maxConnections}`])
    proxy = await startDatabaseProxy(server.url)
    redis = await startRedis()
    stripe = await startStripe()
    certificate = await startCertificateServer(60)
    folder = await mkdtemp(join(tmpdir(), 'customerbackend-alerts-'))
    ports = [await stablePort(), await stablePort()]
    nodes = [await startNode(ports[0]), await startSecond()]
    person = await makePerson(server.database)
    productId = (await anyDish(server)).id
    await signIn()
    prometheus = await startPrometheus(ports.map((port) => `127.0.0.1:${port}`))
    await until(async () => (await prometheus.count('customerbackend_ready == 1')) === 2, 'Prometheus has read both nodes')
  })
  after(async () => {
    await prometheus.stop()
    await Promise.all(nodes.map((node) => node.kill('SIGTERM')))
    proxy.stop()
    stripe.stop()
    certificate.stop()
    await redis.stop()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('for nothing, while all is well', async () => {
    for (let n = 0; n < 20; n += 1) {
      await place()
      await sleep(500)
    }
    expect((await firing()).filter((name) => name !== 'DiskFull')).to.deep.equal([])
  })

  // before the other cases, which leave payments that the ledger does not know
  it('BooksDisagree: the nightly check has found a difference; BooksUnchecked: it does not run any more', async () => {
    const check = () =>
      spawnSync(process.execPath, ['dist/customerbackend.js', 'books', 'check'], {
        cwd: root,
        env: { PATH: process.env.PATH, DATABASE_URL: server.url },
      })
    await server.database.query("select post_entries('unmatched', null, null, null, 'EUR', '{provider:bank,unmatched}', '{1290,-1290}')")
    expect(check().status).to.equal(2)
    await fires('BooksDisagree')
    await server.database.query("select post_entries('unmatched', null, null, null, 'EUR', '{provider:bank,unmatched}', '{-1290,1290}')")
    const mended = check()
    expect(mended.status, mended.stdout.toString()).to.equal(0)
    await ends('BooksDisagree')
    await server.database.query("update books_check set checked_at = now() - interval '3 days'")
    await fires('BooksUnchecked')
    check()
    await ends('BooksUnchecked')
  })

  it('NodeDown: a node is frozen', async () => {
    nodes[1].child.kill('SIGSTOP')
    await fires('NodeDown')
    nodes[1].child.kill('SIGCONT')
    await ends('NodeDown')
  })

  it('DatabaseUnavailable and NoNodeReady: the network to PostgreSQL is silent', async () => {
    proxy.silence()
    await fires('DatabaseUnavailable')
    await fires('NoNodeReady')
    proxy.speak()
    await ends('DatabaseUnavailable')
    await ends('NoNodeReady')
  })

  it('NodeRestarts: a node is killed again and again', async () => {
    for (let n = 0; n < 3; n += 1) {
      await nodes[1].kill('SIGKILL')
      nodes[1] = await startSecond()
      await until(async () => (await fetch(`${nodes[1].url}/readyz`)).ok, 'the node is back')
      await sleep(2500)
    }
    await fires('NodeRestarts')
    await ends('NodeRestarts')
  })

  it('DatabaseSlow and RequestsFail: a lock that is never released', async () => {
    const locker = await session()
    await locker.query('begin')
    await locker.query('lock table orders in access exclusive mode')
    let isLocked = true
    const asking = (async () => {
      while (isLocked) await Promise.race([manyTimes(40, () => customer.request('order:list', {})), sleep(2000)])
    })()
    await fires('DatabaseSlow')
    await fires('RequestsFail')
    isLocked = false
    await locker.query('rollback')
    await locker.end()
    await asking
    await ends('DatabaseSlow')
    await ends('RequestsFail')
  })

  it('RequestsFail: PostgreSQL is read-only', async () => {
    const set = async (value: 'on' | 'off') => {
      const operator = await session()
      await operator.query('set default_transaction_read_only = off')
      await operator.query(`alter system set default_transaction_read_only = ${value}`)
      await operator.query('select pg_reload_conf()')
      await operator.end()
    }
    await set('on')
    let isReadOnly = true
    const asking = (async () => {
      while (isReadOnly) await Promise.all([manyTimes(5, () => place()), sleep(500)])
    })()
    await fires('RequestsFail')
    isReadOnly = false
    await asking
    await set('off')
    await ends('RequestsFail')
  })

  it('DatabaseConnections: another program has them', async () => {
    const [row] = await server.database.query<{ open: number }>('select sum(numbackends)::int as open from pg_stat_database')
    const others = await Promise.all(Array.from({ length: maxConnections - 5 - (row?.open ?? 0) }, session))
    await fires('DatabaseConnections')
    for (const each of others) await each.end()
    await ends('DatabaseConnections')
  })

  it('InternalErrors: a table is missing', async () => {
    await renamed('favorites', 'favourites', () => manyTimes(3, () => customer.raw('favorite:list', {})))
    await fires('InternalErrors')
    await ends('InternalErrors')
  })

  it('BackgroundWorkFails: a table is missing', async () => {
    await renamed('broadcasts', 'sent', () => fires('BackgroundWorkFails'))
    await ends('BackgroundWorkFails')
  })

  it('RedisGone: Redis has stopped', async () => {
    const { port } = redis
    await redis.stop()
    await fires('RedisGone')
    redis = await startRedis(port)
    await ends('RedisGone')
  })

  it('EventLoopBusy: a node gets little of its CPU', async () => {
    let isStarved = true
    const starving = (async () => {
      while (isStarved) {
        nodes[1].child.kill('SIGSTOP')
        await sleep(700)
        nodes[1].child.kill('SIGCONT')
        await sleep(150)
      }
    })()
    await fires('EventLoopBusy')
    isStarved = false
    await starving
    await ends('EventLoopBusy')
  })

  it('FeedLate: nodes die between commit and push', async () => {
    let areDying = true
    const dying = (async () => {
      while (areDying) {
        // what a node does before it dies
        await server.database.query("select append_event($1, 'account:changed', '{\"changed\":[]}')", [person.id])
        await sleep(200)
      }
    })()
    await fires('FeedLate')
    areDying = false
    await dying
    await ends('FeedLate')
  })

  it('OutboxWaits: another session holds the rows', async () => {
    const locker = await session()
    await locker.query('begin')
    await locker.query("select append_event($1, 'account:changed', '{\"changed\":[]}')", [person.id])
    await locker.query('commit; begin; select * from outbox for update')
    await fires('OutboxWaits')
    await locker.query('rollback')
    await locker.end()
    await ends('OutboxWaits')
  })

  it('PaymentCallsFail: the payment service breaks every connection', async () => {
    // its client tries several times itself
    for (let n = 0; n < 30; n += 1) stripe.misbehave('POST /v1/payment_intents', 'reset')
    await place({ paymentMethod: 'card' })
    await fires('PaymentCallsFail')
    await until(
      async () => {
        await server.database.query('update provider_calls set due_at = now()')
        await sleep(3000)
        return !(await firing()).includes('PaymentCallsFail')
      },
      'PaymentCallsFail ends',
      patience,
    )
  })

  it('RefundsFail: the payment service refuses a refund', async () => {
    const { order } = await place({ paymentMethod: 'card' })
    const [intent] = stripe.intentOf(order.payment.id)
    expect(intent !== undefined && (await stripe.deliver(nodes[0].url, stripe.become(intent, 'succeeded'))).status).to.equal(200)
    stripe.misbehave('POST /v1/refunds', 'declined')
    await customer.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await fires('RefundsFail')
    await server.database.query("update refunds set status = 'succeeded' where status <> 'succeeded'")
    await ends('RefundsFail')
  })

  it('WebhooksRefused: the secret is another one', async () => {
    let isWrong = true
    const delivering = (async () => {
      while (isWrong) {
        await stripe.deliver(nodes[0].url, {}, { secret: 'whsec_another' })
        await sleep(1000)
      }
    })()
    await fires('WebhooksRefused')
    isWrong = false
    await delivering
    await ends('WebhooksRefused')
  })

  it('MessagesLate: no mail server takes messages', async () => {
    await customer.request('account:request_email_verification', {})
    await until(
      async () => (await server.database.query("select from messages where error is not null and channel = 'email'")).length > 0,
      'the mail server was asked in vain',
    )
    await server.database.query("update messages set created_at = now() - interval '11 minutes'")
    await fires('MessagesLate')
    await server.database.query('delete from messages')
    await ends('MessagesLate')
  })

  it('OrdersRefused: a manager has paused the shop and forgotten it', async () => {
    const manager = await connectStaff(nodes[0], (await makePerson(server.database, 'manager')).token)
    await manager.request('shop:pause', {})
    const refused = await manyTimes(30, () => place())
    expect(refused.filter(({ status }) => status === 'fulfilled')).to.deep.equal([])
    await fires('OrdersRefused')
    await manager.request('shop:resume', {})
    await ends('OrdersRefused')
    manager.close()
  })

  it('OrdersUnconfirmed: the kitchen does not look at its board', async () => {
    await server.database.query('update store set confirm_within_minutes = 1, reject_after_minutes = null')
    await place()
    await fires('OrdersUnconfirmed')
    await server.database.query('update store set confirm_within_minutes = null')
    await ends('OrdersUnconfirmed')
  })

  it('OpenFiles: many customers, and a low limit', async () => {
    const guests = await manyTimes(openFiles - 110, () => connectGuest(nodes[1]))
    await fires('OpenFiles')
    for (const guest of guests) if (guest.status === 'fulfilled') guest.value.close()
    await ends('OpenFiles')
  })

  it('LogLinesDropped: the reader of the log has stopped reading', async () => {
    nodes[0].child.stdout?.pause()
    for (let n = 0; n < 30; n += 1) await manyTimes(200, () => customer.raw('order:get', { orderId: randomUUID() }))
    await fires('LogLinesDropped')
    nodes[0].child.stdout?.resume()
    await ends('LogLinesDropped')
  })

  const itAsRoot = isRoot ? it : it.skip
  itAsRoot('DiskFull: something has filled the disk of DATA_DIR', async () => {
    const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'ignore' })
    run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder)
    try {
      run('dd', 'if=/dev/zero', `of=${folder}/filler`, 'bs=1M', 'count=1')
      await ends('DiskFull')
      run('dd', 'if=/dev/zero', `of=${folder}/filler`, 'bs=100k', 'count=19')
      await fires('DiskFull')
      await rm(`${folder}/filler`)
      await ends('DiskFull')
    } finally {
      run('umount', folder)
    }
  })

  it('CertificateEnds: the proxy does not renew its certificate', async () => {
    certificate.stop()
    const port = Number(new URL(certificate.url).port)
    certificate = await startCertificateServer(5, port)
    // a node looks again after ten minutes; a new one looks at once
    await nodes[1].kill('SIGTERM')
    nodes[1] = await startSecond()
    await fires('CertificateEnds')
  })

  it('in each case that the file has', async () => {
    const names = (await readAlerts()).map(({ alert }) => alert.replace('Customerbackend', ''))
    expect(names.filter((name) => !fired.has(name) && (isRoot || name !== 'DiskFull'))).to.deep.equal([])
    recordResult(
      'What each alert watches was broken, with a real Prometheus',
      `${fired.size} alerts`,
      'each fired, and ended when it was mended',
    )
  })

  it('and each query of the dashboard has returned something', async () => {
    const queries = chartsOf(await readDashboard()).flatMap(({ targets }) => targets.map(({ expr }) => expr))
    for (const query of queries) {
      const asked = query.replaceAll('$__rate_interval', '15s').replaceAll('$instance', '.*')
      expect(await prometheus.count(asked), query).to.be.at.least(1)
    }
  })
})
