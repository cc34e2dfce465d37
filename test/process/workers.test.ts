import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { type Client, connectClient } from '../support/client.ts'
import { engineNames } from '../support/engine.ts'
import { hasHeardUpTo, upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { describeWith, itWith } from '../support/install.ts'
import { gauge } from '../support/metrics.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { rejection } from '../support/rejection.ts'
import { root } from '../support/root.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'
import { isRunning, workersOf } from '../support/workers.ts'

interface Health {
  status: string
  node: string
  workers: { wanted: number; running: number }
}

const health = async ({ url }: GatewayProcess): Promise<Health> => {
  // a new connection each time, so that any worker may get it
  const answer = await fetch(`${url}/healthz`, { headers: { connection: 'close' } })
  return (await answer.json()) as Health
}

/** The supervisor's delay before it replaces this worker, once it has noticed that the worker ended. */
const deathOf = (gateway: GatewayProcess, pid: number): number | undefined => {
  const line = gateway
    .output()
    .split('\n')
    .find((each) => each.includes('a worker ended: starting another') && each.includes(`"pid":${pid},`))
  return line && JSON.parse(line).delayMs
}

const nodeOf = async (client: Client<'/'>): Promise<string> => (await client.pushed('session:ready')).server.node

for (const ENGINE of engineNames)
  describeWith('redis-server')(`two workers on ${ENGINE}`, () => {
    let redis: TestRedis
    let database: TestDatabase
    let gateway: GatewayProcess
    let secrets: string

    before(async () => {
      redis = await startRedis()
      database = await createTestDatabase()
      // in a file, so that the workers, which get the URL from the supervisor, must not read it again
      secrets = await mkdtemp(join(tmpdir(), 'secrets-'))
      await writeFile(join(secrets, 'database-url'), database.url)
      const env = { ENGINE, DATABASE_URL_FILE: join(secrets, 'database-url'), REDIS_URL: redis.url, WEB_CONCURRENCY: '2' }
      gateway = await startProcess(env)
    })
    after(async () => {
      await rm(secrets, { recursive: true })
      await gateway.kill('SIGKILL')
      await database.drop()
      await redis.stop()
    })

    const customer = async () => {
      const person = await makePerson(database.database)
      return { ...person, client: await connectClient(gateway.url, '/', { token: person.token }) }
    }

    it('share one port, and the customers of one receive the changes of the other', async () => {
      const customers = await Promise.all(upTo(16).map(customer))
      const nodes = await Promise.all(customers.map(({ client }) => nodeOf(client)))
      expect(new Set(nodes).size).to.equal(2)
      const manager = await makePerson(database.database, 'manager')
      const staff = await connectClient(gateway.url, '/staff', { token: manager.token })
      const productId = (await anyDish(database)).id
      const orders = await Promise.all(customers.map(({ client }) => client.request('order:place', placement(productId))))
      await Promise.all(orders.map(({ order }) => advance({ client: staff }, order.id, 'confirmed')))
      await Promise.all(customers.map(({ client }) => hasHeardUpTo(client, 2)))
      for (const { client } of [...customers, { client: staff }]) client.close()
    })

    it('say in customerbackend explain which sockets are on which of them', async () => {
      const person = await makePerson(database.database)
      const clients = new Map<string, Client<'/'>>()
      const connectToAnother = async () => {
        const client = await connectClient(gateway.url, '/', { token: person.token })
        const node = await nodeOf(client)
        if (clients.has(node)) client.close()
        else clients.set(node, client)
        return clients.size === 2
      }
      await until(connectToAnother, 'a device has a socket on each')
      const [first] = clients.values()
      await first?.request('order:place', placement((await anyDish(database)).id))
      await Promise.all([...clients.values()].map((client) => hasHeardUpTo(client, 1)))
      const explained = async () => {
        const env = { PATH: process.env.PATH, DATABASE_URL: database.url }
        const args = ['dist/customerbackend.js', 'explain', '--account', person.login]
        const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, env })
        const said = stdout.replaceAll(/\n +/g, ' ')
        const lacks = [...clients.keys()]
          .map((node) => node.slice(-8))
          .flatMap((node) => [`sent to 1 socket on node ${node}`, `open on node ${node} since`, `${node} is `])
          .filter((words) => !said.includes(words))
        return lacks.length === 0 || Promise.reject(new Error(`it lacks ${lacks.join(', ')}: ${stdout}`))
      }
      // a busy worker may answer too late
      await until(explained, 'both workers have answered in time')
      for (const client of clients.values()) client.close()
    })

    it('both answer health and metrics requests for all workers', async () => {
      const [one, two] = await Promise.all([customer(), customer()])
      const answers = await Promise.all(upTo(24).map(() => health(gateway)))
      expect(new Set(answers.map(({ node }) => node)).size).to.equal(2)
      for (const { workers } of answers) expect(workers).to.deep.equal({ wanted: 2, running: 2 })
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
      expect(metrics.match(/customerbackend_gateway_info\{[^}]*\} 1/g)).to.have.length(2)
      expect(metrics).to.include('customerbackend_connections{namespace="/"} 2')
      expect(metrics).to.include('customerbackend_redis_connected 1')
      for (const { client } of [one, two]) client.close()
    })

    it('replace a worker that was killed, while its customers resume on the other', async () => {
      const customers = await Promise.all(upTo(24).map(customer))
      const productId = (await anyDish(database)).id
      const orders = await Promise.all(customers.map(({ client }) => client.request('order:place', placement(productId))))
      const before = workersOf(gateway)
      expect(before).to.have.length(2)
      const placed = 'customerbackend_requests_total{event="order:place",code="ok"}'
      const counted = await gauge(gateway, placed)
      const startedAt = await gauge(gateway, 'process_start_time_seconds')
      expect(counted).to.be.at.least(24)
      process.kill(before[0] ?? 0, 'SIGKILL')
      await until(() => gateway.output().includes('a worker ended: starting another'), 'the supervisor notices')
      await until(() => customers.some(({ client }) => !client.socket.connected), 'connections break')
      const lost = customers.map((each, n) => ({ ...each, order: orders[n]?.order })).filter(({ client }) => !client.socket.connected)
      expect(lost.length).to.be.within(1, 23)
      for (const { client, token, order } of lost) {
        const { feed } = await client.pushed('session:ready')
        const resumed = await connectClient(gateway.url, '/', { token, feed: { epoch: feed?.epoch, seq: 0 } })
        expect((await resumed.pushed('session:ready')).feed).to.include({ recovered: true, replayed: 1 })
        expect(await resumed.request('order:get', { orderId: order?.id ?? '' })).to.deep.equal({ order })
        resumed.close()
      }
      await until(() => workersOf(gateway).length === 2, 'it is replaced')
      expect(workersOf(gateway)).not.to.include(before[0])
      await until(async () => (await health(gateway)).workers.running === 2, 'both workers serve')
      expect(await gauge(gateway, placed), 'what it has counted stays counted').to.equal(counted)
      expect(await gauge(gateway, 'process_start_time_seconds')).to.equal(startedAt)
      expect(await gauge(gateway, 'customerbackend_worker_ends_total')).to.equal(1)
      for (const { client } of customers) client.close()
    })

    it('replace a worker that keeps dying with growing delays, while the other serves', async () => {
      const [bystander, dying] = workersOf(gateway)
      let pid = dying ?? 0
      const delays: number[] = []
      while (delays.length < 4) {
        process.kill(pid, 'SIGKILL')
        await until(() => deathOf(gateway, pid) !== undefined, 'the supervisor notices')
        delays.push(deathOf(gateway, pid) ?? 0)
        await until(() => workersOf(gateway).some((each) => each !== bystander), 'it is replaced')
        pid = workersOf(gateway).find((each) => each !== bystander) ?? 0
        expect((await health(gateway)).status).to.equal('ok')
      }
      const [first = 0] = delays
      expect(delays).to.deep.equal([first, 2 * first, 4 * first, 8 * first])
      await until(async () => (await health(gateway)).workers.running === 2, 'both workers serve')
    })

    it('drain when the supervisor gets SIGTERM, and all exit with 0', async () => {
      const customers = await Promise.all(upTo(8).map(customer))
      const told = Promise.all(customers.map(({ client }) => client.pushed('server:draining')))
      const workers = workersOf(gateway)
      const ended = gateway.kill('SIGTERM')
      expect(await told).to.have.length(8)
      expect(await ended).to.equal(0)
      expect(workers.filter(isRunning)).to.deep.equal([])
      expect((await rejection(fetch(`${gateway.url}/healthz`))).message).to.include('fetch failed')
    })
  })

describe('several workers', () => {
  const startTwo = async () => {
    const redis = await startRedis()
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url, REDIS_URL: redis.url, WEB_CONCURRENCY: '2' })
    const person = await makePerson(database.database)
    const client = await connectClient(gateway.url, '/', { token: person.token })
    const stop = async () => {
      await database.drop()
      await redis.stop()
    }
    return { gateway, client, stop }
  }

  itWith('redis-server')('drain once when every process is told to stop, as a terminal and some platforms do', async () => {
    const { gateway, client, stop } = await startTwo()
    const told = client.pushed('server:draining')
    const workers = workersOf(gateway)
    const ended = gateway.kill('SIGINT')
    for (const pid of workers) process.kill(pid, 'SIGINT')
    await told
    expect(await ended).to.equal(0)
    await stop()
  })

  itWith('redis-server')('end with a supervisor that is killed, and leave the port', async () => {
    const { gateway, client, stop } = await startTwo()
    const workers = workersOf(gateway)
    const gone = new Promise((resolve) => client.socket.once('disconnect', resolve))
    await gateway.kill('SIGKILL')
    await gone
    await until(() => !workers.some(isRunning), 'no worker is left')
    await stop()
  })

  it('do not start without a Redis, which they need to reach each other', async () => {
    const { url, drop } = await createTestDatabase()
    const { message } = await rejection(startProcess({ DATABASE_URL: url, WEB_CONCURRENCY: '2' }))
    expect(message).to.include('WEB_CONCURRENCY above 1 needs REDIS_URL')
    await drop()
  })

  itWith('redis-server')('share one embedded database, which ends with them, also when a terminal closes', async () => {
    const redis = await startRedis()
    const DATA_DIR = await mkdtemp(join(tmpdir(), 'customerbackend-workers-'))
    const gateway = await startProcess({ DATA_DIR, REDIS_URL: redis.url, WEB_CONCURRENCY: '2', DEMO: '1' })
    const guests = await Promise.all(upTo(8).map(() => connectClient(gateway.url, '/guest')))
    for (const guest of guests) expect((await guest.request('menu:list', {})).products).not.to.have.length(0)
    const ended = gateway.kill('SIGHUP')
    // a shell and the kernel both send it
    gateway.child.kill('SIGHUP')
    expect(await ended).to.equal(0)
    expect(existsSync(join(DATA_DIR, 'postgres/data/postmaster.pid'))).to.equal(false)
    await redis.stop()
    await rm(DATA_DIR, { recursive: true, force: true })
  })
})

describeWith('redis-server')('two workers with a port for their metrics', () => {
  it('serve the metrics of both there, and not on the public port', async () => {
    const redis = await startRedis()
    const database = await createTestDatabase()
    const METRICS_PORT = String(await stablePort())
    const gateway = await startProcess({ DATABASE_URL: database.url, REDIS_URL: redis.url, WEB_CONCURRENCY: '2', METRICS_PORT })
    for (const _ of upTo(4)) {
      const metrics = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`, { headers: { connection: 'close' } })).text()
      expect(metrics.match(/customerbackend_gateway_info\{[^}]*\} 1/g)).to.have.length(2)
    }
    expect((await fetch(`${gateway.url}/metrics`)).status).to.equal(404)
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await database.drop()
    await redis.stop()
  })

  itWith('redis-server')('replace a worker as soon as one can be started again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'node-'))
    const [node, away] = [join(folder, 'node'), join(folder, 'away')]
    await copyFile(process.execPath, node)
    const [redis, database] = [await startRedis(), await createTestDatabase()]
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url, WEB_CONCURRENCY: '2' }
    const gateway = await startProcess(env, root, ['sh', '-c', `exec ${node} dist/main.js`])
    await rename(node, away)
    process.kill(workersOf(gateway)[0] ?? 0, 'SIGKILL')
    await until(() => gateway.output().includes('a worker could not be started'), 'no process can be started')
    await rename(away, node)
    await until(async () => (await health(gateway)).workers.running === 2, 'both workers serve')
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    await database.drop()
    await redis.stop()
    await rm(folder, { recursive: true })
  })
})
