import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { type Census, countable, takeCensus } from '../support/census.ts'
import { connectClient } from '../support/client.ts'
import { upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { gauge } from '../support/metrics.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'

const customers = 20
const warmUp = 100
const ordersEach = inShort(200, 3000)
/** The allowed growth per message; a message that is kept needs more. */
const bytesALostMessage = 200

describeWith('redis-server')('a node without its Redis', () => {
  it('serves its own customers and keeps no messages for other nodes', async function () {
    this.timeout(timeLimit)
    const redis = await startRedis()
    const database = await createTestDatabase()
    await database.database.query('update stock set on_hand = 1000000000')
    const gateway = await startProcess({ DATABASE_URL: database.url, REDIS_URL: redis.url, LOG_LEVEL: 'warn', ...countable })
    const productId = (await anyDish(database)).id
    const people = await Promise.all(upTo(customers).map(() => makePerson(database.database)))
    const clients = await Promise.all(people.map(({ token }) => connectClient(gateway.url, '/', { token })))
    const order = async (client: (typeof clients)[number], count: number) => {
      for (const _ of upTo(count)) await client.request('order:place', placement(productId))
    }
    const orderAll = (count: number) => Promise.all(clients.map((client) => order(client, count)))
    const lost = () => gauge(gateway, 'customerbackend_redis_lost_publishes_total')

    await redis.stop()
    await until(async () => (await gauge(gateway, 'customerbackend_redis_connected')) === 0, 'Redis is away')
    await orderAll(warmUp)
    const [before, lostBefore] = [await takeCensus(gateway), await lost()]
    await orderAll(ordersEach)
    const lostMessages = (await lost()) - lostBefore
    expect(lostMessages).to.be.at.least(customers * ordersEach)
    let after: Census = before
    const nothingIsKept = async () => {
      // some promises wait for a timer of 20 s, and a process that counts all the time does little else
      await sleep(1000)
      after = await takeCensus(gateway)
      return after.heap - before.heap < bytesALostMessage * lostMessages && after.promises - before.promises < 100
    }
    await until(nothingIsKept, 'nothing of them is kept', 120_000)
    const told = warmUp + ordersEach
    for (const client of clients) await client.pushed('order:status_changed', ({ seq }) => seq === told)
    recordResult(
      'Memory while Redis is away',
      `${customers * ordersEach} orders, ${lostMessages} messages for other nodes`,
      `heap ${((after.heap - before.heap) / 1024 / 1024).toFixed(2)} MiB more, promises ${before.promises} → ${after.promises}; own customers received every event`,
    )
    for (const client of clients) client.close()
    await gateway.kill('SIGKILL')
    await database.drop()
  })
})
