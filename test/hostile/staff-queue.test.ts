import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { AppError } from '../../src/errors.ts'
import { openBoard, queueNow } from '../support/board.ts'
import type { Client } from '../support/client.ts'
import { upTo } from '../support/feed.ts'
import { arrive, connectCustomer, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { anyDish, placement } from '../support/orders.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { patienceMs, until } from '../support/until.ts'

const hasHeard = ({ heard }: Pick<Client<'/staff'>, 'heard'>, event: string) => heard.some((each) => each.event === event)

describe('a queue:changed that cannot be read', function () {
  this.timeout(timeLimit)
  let isFailing = false
  let reads = 0
  const onQuery = (sql: string) => {
    if (!sql.includes('from ticket_rows o where id = any')) return
    if (isFailing) throw new AppError('database_unavailable')
    reads += 1
  }
  afterEach(() => {
    isFailing = false
  })

  describe('on one node', () => {
    let gateway: TestGateway

    before(async () => {
      gateway = await startTestGateway({ onQuery })
    })
    after(() => gateway.stop())

    it('becomes queue:resync', async () => {
      const productId = (await anyDish(gateway)).id
      const [customer, warehouse] = [await arrive(gateway), await connectNewStaff(gateway, 'warehouse')]
      isFailing = true
      const { order } = await customer.client.request('order:place', placement(productId))
      await warehouse.client.pushed('queue:resync')
      expect(hasHeard(warehouse.client, 'queue:changed')).to.equal(false)
      expect([...(await queueNow(warehouse.client)).keys()]).to.include(order.id)
      for (const { client } of [customer, warehouse]) client.close()
    })

    it('is corrected on the boards, although database sessions end at random while orders change', async () => {
      const productId = (await anyDish(gateway)).id
      const [customer, manager, worker] = [
        await arrive(gateway),
        await connectNewStaff(gateway, 'manager'),
        await connectNewStaff(gateway, 'manager'),
      ]
      const orders = await Promise.all(
        upTo(inShort(30, 100)).map(async () => (await customer.client.request('order:place', placement(productId))).order.id),
      )
      const board = await openBoard(manager.client)
      const admin = new pg.Client({ connectionString: gateway.databaseUrl })
      await admin.connect()

      let over = false
      let ended = 0
      let moved = 0
      // not again before an order has moved, or a slow machine would do nothing but connect
      const endAtRandom = async () => {
        for (let seen = -1; !over; await sleep(Math.random() * 20)) {
          if (moved === seen) continue
          seen = moved
          const { rowCount } = await admin.query(
            `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid() and query like '%ticket_rows%' limit 3) s`,
          )
          ended += rowCount ?? 0
        }
      }
      const advance = async (orderId: string, to: 'confirmed' | 'in_preparation') => {
        const payload = { requestId: randomUUID(), orderId, to }
        for (const deadline = performance.now() + patienceMs; ; await sleep(20)) {
          const answer = await worker.client.raw('order:advance', payload)
          if (answer.ok) break
          expect(answer.error.retryable, answer.error.message).to.equal(true)
          expect(performance.now(), `${orderId} is not ${to} yet: ${answer.error.message}`).to.be.below(deadline)
        }
        moved += 1
      }
      const ending = endAtRandom()
      try {
        await Promise.all(orders.map((id) => advance(id, 'confirmed')))
        await Promise.all(orders.map((id) => advance(id, 'in_preparation')))
      } finally {
        over = true
        await ending
        await admin.end()
      }

      const differing = async () => {
        const [shown, now] = [board.shown(), await queueNow(worker.client)]
        return orders.filter((id) => shown.get(id) !== now.get(id))
      }
      await until(async () => expect(await differing()).to.deep.equal([]), 'the board shows what the database has')
      recordResult(
        'Database sessions ended at random under a board',
        `${orders.length} orders, ${ended} sessions`,
        `the board is correct; it listed again ${board.resyncs()} times`,
      )
      for (const { client } of [customer, manager, worker]) client.close()
    })
  })

  describeWith('redis-server')('on another node', () => {
    let redis: TestRedis
    let cluster: Nodes

    before(async () => {
      redis = await startRedis()
      cluster = await startNodes([{ REDIS_URL: redis.url }, { REDIS_URL: redis.url }], onQuery)
    })
    after(async () => {
      await cluster.stop()
      await redis.stop()
    })

    it('is read only while a node has a board', async () => {
      const [one, other] = cluster.nodes as [TestGateway, TestGateway]
      const { token } = await makePerson(cluster.database.database)
      const [customer, { id }] = [await connectCustomer(one, token), await anyDish(one)]
      reads = 0
      const { order: unseen } = await customer.request('order:place', placement(id))
      await customer.pushed('order:status_changed')
      const warehouse = await connectNewStaff(other, 'warehouse')
      expect([...(await queueNow(warehouse.client)).keys()]).to.include(unseen.id)
      await customer.request('order:place', placement(id))
      await warehouse.client.pushed('queue:changed')
      expect(reads).to.equal(1)
      customer.close()
      warehouse.client.close()
    })

    it('becomes queue:resync there too', async () => {
      const [one, other] = cluster.nodes as [TestGateway, TestGateway]
      const { token } = await makePerson(cluster.database.database)
      const [customer, warehouse] = [await connectCustomer(one, token), await connectNewStaff(other, 'warehouse')]
      isFailing = true
      await customer.request('order:place', placement((await anyDish(one)).id))
      await until(() => hasHeard(warehouse.client, 'queue:resync'), 'the other node says so')
      customer.close()
      warehouse.client.close()
    })
  })
})
