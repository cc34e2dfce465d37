/** The worst day of two nodes behind nginx, with what customers, the dashboard, the alerts and the log saw of it. Minutes: `HOSTILE=long` runs it. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { expectBooks } from '../support/agreeing-books.ts'
import { makeCertificate } from '../support/certificate-server.ts'
import { createDiners } from '../support/diners.ts'
import { headOf, upTo } from '../support/feed.ts'
import { type FrontProxy, startFrontProxy } from '../support/front-proxy.ts'
import { makePerson } from '../support/gateway.ts'
import { isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { createDiary, type Moment } from '../support/moments.ts'
import { anyDish } from '../support/orders.ts'
import { type OwnServer, startOwnServer } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { type Prometheus, startPrometheus } from '../support/prometheus.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'

const customers = 20
const patience = 120_000

const programs = ['redis-server', 'nginx', 'openssl', 'faketime', 'prometheus'] as const
const isRoot = process.getuid?.() === 0
const describeLong = isLong && isRoot ? (programs.map(describeWith).find((each) => each === describe.skip) ?? describe) : describe.skip

const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'ignore' })

/** The moments in a few words each, for a reader of the report. */
const listed = (counts: Record<string, number | string>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name.replace(/^Customerbackend/, '')} ${count}`)
    .join('; ') || 'nothing'

describeLong('the worst day', function () {
  this.timeout(timeLimit)
  let disk: string
  let server: OwnServer
  let redis: TestRedis
  let tls: { port: number; folder: string }
  let proxy: FrontProxy
  let prometheus: Prometheus
  let ports: [number, number]
  let nodes: [GatewayProcess, GatewayProcess]
  let diners: ReturnType<typeof createDiners>
  let crowd: ReturnType<typeof diners.dine>[]
  let manager: ReturnType<typeof diners.manage>
  let moment: Awaited<ReturnType<typeof createDiary>>
  const day: Moment[] = []

  const startNode = (n: 0 | 1) =>
    startProcess({
      PORT: String(ports[n]),
      DATABASE_URL: server.url,
      REDIS_URL: redis.url,
      DATA_DIR: tls.folder,
      PUBLIC_URL: `https://localhost:${tls.port}`,
      DRAIN_DELAY_SECONDS: '2',
    })
  const showCertificate = async (days: number | 'ended') => {
    const { key, cert } = makeCertificate(days)
    await Promise.all([writeFile(join(tls.folder, 'key'), key), writeFile(join(tls.folder, 'cert'), cert)])
  }
  /** As docs/deploy.md says: the deploy goes on when the new node is ready. */
  const replace = async (n: 0 | 1) => {
    nodes[n] = await startNode(n)
    await until(async () => (await fetch(`${nodes[n].url}/readyz`)).ok, 'the node is ready', patience)
  }
  /** Until every customer has an answer to a request that was begun after this call. */
  const everybodyIsServed = async () => {
    const before = crowd.map(({ placed }) => placed.length)
    await until(() => crowd.every(({ placed }, n) => placed.length > (before[n] ?? 0) + 1), 'every customer is served', patience)
  }
  const allIsQuiet = () =>
    until(
      async () => (await prometheus.firing()).every(({ labels }) => labels.alertname === 'CustomerbackendCertificateEnds'),
      'no alert fires',
      patience,
    )

  /** A moment, which lasts until every customer is served and no alert fires, and what it was like. */
  const play = async (what: string, work: () => Promise<unknown>): Promise<Moment> => {
    const seen = await moment(what, async () => {
      await work()
      await everybodyIsServed()
      await allIsQuiet()
    })
    day.push(seen)
    const { seconds, answered, failures, longestWaitMs, alerts, dashboard, log } = seen
    const lines = [
      `${what} (${seconds} s)`,
      `customers: ${answered} requests answered, the longest after ${longestWaitMs} ms; failed: ${listed(failures)}`,
      `dashboard: ${listed(dashboard)}`,
      `alerts, with the second: ${listed(alerts)}`,
      `log: ${listed(log)}`,
    ]
    console.log(lines.map((line, n) => `      ${n > 0 ? '  ' : ''}${line}`).join('\n'))
    return seen
  }

  before(async () => {
    disk = await mkdtemp(join(tmpdir(), 'customerbackend-disk-'))
    run('mount', '-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'tmpfs', disk)
    server = await startOwnServer(['max_connections=60', 'max_wal_size=64MB'], disk)
    await server.database.query('update stock set on_hand = 1000000000')
    redis = await startRedis()
    ports = [await stablePort(), await stablePort()]
    tls = { port: await stablePort(), folder: await mkdtemp(join(tmpdir(), 'customerbackend-worst-day-')) }
    await showCertificate(60)
    nodes = [await startNode(0), await startNode(1)]
    const port = await stablePort()
    proxy = await startFrontProxy('nginx', { port, nodes: ports, tls })
    diners = createDiners(`http://127.0.0.1:${port}`, (await anyDish(server)).id)
    const people = await Promise.all(upTo(customers).map(() => makePerson(server.database)))
    crowd = people.map(diners.dine)
    manager = diners.manage(await makePerson(server.database, 'manager'))
    prometheus = await startPrometheus(ports.map((each) => `127.0.0.1:${each}`))
    await until(async () => (await prometheus.count('customerbackend_ready == 1')) === 2, 'Prometheus has read both nodes')
    await allIsQuiet()
    moment = await createDiary({ prometheus, asked: diners.asked, nodes: () => nodes })
  })
  after(async () => {
    await prometheus.stop()
    for (const { close } of [...crowd, manager]) close()
    await proxy.stop()
    await Promise.all(nodes.map((node) => node.kill('SIGTERM')))
    await redis.stop()
    await server.stop()
    run('umount', disk)
    await Promise.all([disk, tls.folder].map((folder) => rm(folder, { recursive: true, force: true })))
    for (const { what, seconds, answered, failures, longestWaitMs, alerts } of day)
      recordResult(
        `The worst day: ${what}`,
        `${seconds} s, ${customers} customers, ${answered} requests answered`,
        `failed: ${listed(failures)}; the longest wait ${(longestWaitMs / 1000).toFixed(1)} s; alerts: ${
          Object.keys(alerts)
            .map((name) => name.replace('Customerbackend', ''))
            .join(', ') || 'none'
        }; nothing lost`,
      )
  })

  it('begins well', async () => {
    const { failures, alerts } = await play('all is well', () => sleep(10_000))
    expect({ failures, alerts }).to.deep.equal({ failures: {}, alerts: {} })
  })

  it('goes on while the database restarts', async () => {
    await play('the database restarts', () => server.restart())
  })

  it('goes on without Redis', async () => {
    const { alerts } = await play('Redis is gone for 15 s', async () => {
      const { port } = redis
      await redis.stop()
      await sleep(15_000)
      redis = await startRedis(port)
    })
    expect(alerts).to.have.property('CustomerbackendRedisGone')
  })

  it('goes on after the disk of the database was full', async () => {
    const filler = join(disk, 'filler')
    const { alerts } = await play('the disk of the database is full for 20 s', async () => {
      try {
        run('dd', 'if=/dev/zero', `of=${filler}`, 'bs=1M')
      } catch {
        // dd ends with an error where the disk ends
      }
      await sleep(20_000)
      await rm(filler)
    })
    expect(Object.keys(alerts)).to.include.oneOf(['CustomerbackendRequestsFail', 'CustomerbackendDatabaseUnavailable'])
  })

  it('goes on while a node is frozen', async () => {
    const { alerts } = await play('a node is frozen for 15 s', async () => {
      nodes[0].child.kill('SIGSTOP')
      await sleep(15_000)
      nodes[0].child.kill('SIGCONT')
    })
    expect(alerts).to.have.property('CustomerbackendNodeDown')
  })

  it('goes on for those who are connected when the certificate of the proxy has ended', async () => {
    await play('the certificate of the proxy has ended', async () => {
      await showCertificate('ended')
      proxy.reload()
      await sleep(5000)
    })
  })

  it('goes on when a node is killed, and the next one says that the certificate has ended', async () => {
    const { alerts } = await play('a node is killed, and started again after 5 s', async () => {
      await nodes[1].kill('SIGKILL')
      await sleep(5000)
      await replace(1)
      const fired = async () => (await prometheus.firing()).some(({ labels }) => labels.alertname === 'CustomerbackendCertificateEnds')
      await until(fired, 'the certificate is noticed', patience)
    })
    expect(alerts).to.have.property('CustomerbackendNodeDown')
  })

  it('goes on while both nodes are replaced, and the certificate is renewed', async () => {
    await showCertificate(60)
    proxy.reload()
    const { failures } = await play('both nodes are replaced', async () => {
      for (const n of [0, 1] as const) {
        expect(await nodes[n].kill('SIGTERM')).to.equal(0)
        await replace(n)
      }
    })
    expect(failures).to.deep.equal({})
    expect(await prometheus.firing()).to.deep.equal([])
  })

  it('ends with every order, every event and every cent in its place', async () => {
    diners.end()
    await Promise.all([...crowd.map(({ dining }) => dining), manager.managing])
    for (const { id, seqs, placed } of crowd) {
      const head = await headOf(server.database, id)
      await until(() => seqs.at(-1) === head, 'every event has arrived')
      expect(seqs).to.deep.equal(upTo(head))
      const orders = await server.database.query<{ id: string }>('select id from orders where account_id = $1 order by id', [id])
      expect(orders.map((order) => order.id)).to.deep.equal(placed.toSorted())
    }
    await expectBooks(server.database)
  })
})
