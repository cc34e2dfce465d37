import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { connect } from '../../src/client/index.ts'
import { migrate } from '../../src/database/migrate.ts'
import { type Balancer, startBalancer } from '../support/balancer.ts'
import { headOf, upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const customers = inShort(24, 300)
const rounds = inShort(1, 5)

/** Changes that a next version may make to the schema: it is applied while the old nodes still run. */
const nextVersion = `
  alter table orders add column gift boolean not null default false;
  alter table products add column calories int;
  alter table feed_events add column origin text;
  create index orders_gift on orders (placed_at) where gift;`

/** Replaces a function in place. */
const nextFunction = { file: 'functions/estimates.sql', from: 'least(1, power(sin', to: 'least(1.0, power(sin' }

const migrateToNextVersion = async ({ url }: TestDatabase) => {
  const directory = await mkdtemp(join(tmpdir(), 'migrations-'))
  await cp(new URL('../../sql', import.meta.url), directory, { recursive: true })
  await writeFile(join(directory, 'tables/9000-next.sql'), nextVersion)
  const file = join(directory, nextFunction.file)
  const sql = await readFile(file, 'utf8')
  await writeFile(file, sql.replace(nextFunction.from, nextFunction.to))
  expect(await migrate(url, { directory })).to.deep.equal(['tables/9000-next.sql', nextFunction.file])
  await rm(directory, { recursive: true })
}

/** A customer with the typed client, who keeps placing and reading orders. */
const sendCustomer = ({ url }: Balancer, person: { id: string; token: string }, productId: string) => {
  const client = connect({ url, namespace: '/', token: person.token })
  const seqs: number[] = []
  const failures: unknown[] = []
  const toldWhen: number[] = []
  let stale = 0
  let placed = 0
  let over = false
  for (const event of ['order:status_changed', 'order:eta_changed', 'payment:status_changed', 'notification:created'] as const)
    client.on(event, ({ seq }) => seqs.push(seq))
  client.on('stale', () => (stale += 1))
  client.on('server:draining', ({ reconnectAfterMs }) => toldWhen.push(reconnectAfterMs))
  const live = async () => {
    while (!over) {
      const { order } = await client.request('order:place', placement(productId))
      placed += 1
      await client.request('order:get', { orderId: order.id })
      await sleep(50 + Math.random() * 100)
    }
  }
  const living = live().catch((error: unknown) => failures.push(error))
  return {
    ...person,
    client,
    seqs,
    failures,
    toldWhen,
    stale: () => stale,
    placed: () => placed,
    stop: async () => {
      over = true
      await living
    },
  }
}

describeWith('redis-server')('a rolling deploy of three nodes under load', () => {
  it('fails no request and loses no event, although the database already has the schema of the next version', async function () {
    this.timeout(timeLimit)
    const redis = await startRedis()
    const database = await createTestDatabase()
    await database.database.query('update stock set on_hand = 1000000000')
    const balancer = await startBalancer()
    const startNode = async () => {
      const node = await startProcess({ DATABASE_URL: database.url, REDIS_URL: redis.url })
      balancer.add(node)
      return node
    }
    const nodes: GatewayProcess[] = await Promise.all(upTo(3).map(startNode))
    const productId = (await anyDish(database)).id
    const people = await Promise.all(upTo(customers).map(() => makePerson(database.database)))
    const crowd = people.map((person) => sendCustomer(balancer, person, productId))
    const manager = await makePerson(database.database, 'manager')
    const staff = connect({ url: balancer.url, namespace: '/staff', token: manager.token })
    const queue = new Set<string>()
    staff.on('queue:changed', ({ order }) => order.status === 'placed' && queue.add(order.id))
    let over = false
    const confirming = (async () => {
      while (!over) {
        const [orderId] = queue
        if (orderId) await staff.request('order:advance', { requestId: randomUUID(), orderId, to: 'confirmed' })
        if (orderId) queue.delete(orderId)
        await sleep(10)
      }
    })()
    await until(() => crowd.every(({ placed }) => placed() > 1), 'every customer orders')

    for (const _ of upTo(rounds)) {
      for (const old of [...nodes]) {
        const next = await startNode()
        if (old === nodes[0] && _ === 1) await migrateToNextVersion(database)
        balancer.remove(old)
        expect(await old.kill('SIGTERM')).to.equal(0)
        nodes.splice(nodes.indexOf(old), 1, next)
      }
      const before = crowd.map(({ placed }) => placed())
      await until(() => crowd.every(({ placed }, n) => placed() > (before[n] ?? 0) + 1), 'every customer is back')
    }
    await Promise.all(crowd.map(({ stop }) => stop()))
    over = true
    await confirming

    let events = 0
    for (const { id, seqs, failures, placed, stale } of crowd) {
      expect(failures).to.deep.equal([])
      const head = await headOf(database.database, id)
      await until(() => seqs.at(-1) === head, 'every event has arrived')
      expect(seqs).to.deep.equal(upTo(head))
      expect(stale(), 'each client starts without a position once, at the beginning').to.equal(1)
      const [orders] = await database.database.query('select count(*) as orders from orders where account_id = $1', [id])
      expect(orders).to.deep.equal({ orders: placed() })
      events += head
    }
    const told = crowd.reduce((sum, { toldWhen }) => sum + toldWhen.length, 0)
    expect(told, 'every customer was disconnected at least once').to.be.at.least(customers)
    recordResult(
      'A rolling deploy of 3 nodes under load',
      `${3 * rounds} nodes replaced, ${customers} customers, sent off ${told} times; ${crowd.reduce((sum, { placed }) => sum + placed(), 0)} orders, ${events} events`,
      'no request failed, no event lost or out of order, no order lost or doubled; a migration in between',
    )
    for (const { client } of [...crowd, { client: staff }]) client.close()
    expect(await Promise.all(nodes.map((node) => node.kill('SIGTERM')))).to.deep.equal([0, 0, 0])
    await balancer.stop()
    await database.drop()
    await redis.stop()
  })
})
