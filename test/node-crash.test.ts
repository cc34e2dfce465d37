import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { connect } from './support/client.ts'
import { upTo } from './support/feed.ts'
import { makePerson } from './support/gateway.ts'
import { advance, anyDish } from './support/orders.ts'
import { createTestDatabase } from './support/postgres.ts'
import { startProcess } from './support/process.ts'
import { startRedis } from './support/redis.ts'
import { sendShopping } from './support/shopper.ts'

const shoppers = 50
const ordersEach = 6

describe('a node that is killed with -9 under load', () => {
  it('loses no acknowledged order, doubles none, and leaves no gap in any feed once its customers resume on another', async function () {
    this.timeout(90_000)
    const redis = await startRedis()
    const database = await createTestDatabase()
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url }
    const [doomed, other] = await Promise.all([startProcess(env), startProcess(env)])
    const productId = (await anyDish(database)).id
    const people = await Promise.all(upTo(shoppers).map(() => makePerson(database.database)))
    const crowd = await Promise.all(
      people.map(({ token }, n) => sendShopping(token, n % 5 === 0 ? [other.url] : [doomed.url, other.url], productId)),
    )
    const manager = await makePerson(database.database, 'manager')
    const staff = { client: await connect(other.url, '/staff', { token: manager.token }) }

    let killed: Promise<unknown> | undefined
    await Promise.all(
      crowd.map(async (shopper, n) => {
        for (const round of upTo(ordersEach)) {
          await shopper.place()
          if (n === 0 && round === 2) killed = doomed.kill('SIGKILL')
          // what is done on the one node is pushed on the other
          const order = shopper.acknowledged.at(-1)
          await advance(staff, order?.id ?? randomUUID(), 'confirmed')
        }
      }),
    )
    await killed

    const rows = await database.database.query<{ id: string; orders: number; events: number }>(
      `select a.id, (select count(*) from orders o where o.account_id = a.id) as orders, h.seq as events
       from accounts a join feed_heads h on h.account_id = a.id where a.id = any ($1::uuid[])`,
      [people.map(({ id }) => id)],
    )
    for (const { orders, events } of rows) expect([orders, events]).to.deep.equal([ordersEach, 2 * ordersEach])
    for (const shopper of crowd) {
      expect(new Set(shopper.acknowledged.map(({ id }) => id)).size).to.equal(ordersEach)
      const whole = upTo(2 * ordersEach)
      while (!whole.every((seq) => shopper.heard().has(seq))) await new Promise((resolve) => setTimeout(resolve, 5))
      shopper.leave()
    }
    staff.client.close()
    expect(await other.kill('SIGTERM')).to.equal(0)
    await database.drop()
    await redis.stop()
  })
})
