import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { OrderStatus } from '../../src/contract/index.ts'
import { auditCash } from '../support/books-audit.ts'
import { type Client, connectClient, Refused } from '../support/client.ts'
import { upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { startRedis } from '../support/redis.ts'
import { sendShopping } from '../support/shopper.ts'
import { until } from '../support/until.ts'

const shoppers = inShort(50, 500)
const ordersEach = inShort(6, 10)
/** The events of an order: placed, confirmed, and the notification. */
const eventsEach = 3 * ordersEach

/** Retries until it succeeds: hundreds of requests at the same time are more than the database accepts. */
const confirmOrder = async (staff: Client<'/staff'>, orderId: string) => {
  const request = { requestId: randomUUID(), orderId, to: 'confirmed' as const }
  await until(async () => {
    const answer = await staff.raw('order:advance', request)
    if (!answer.ok && !answer.error.retryable) throw new Refused(answer.error)
    return answer.ok
  }, 'the order is confirmed')
}

describeWith('redis-server')('a node that is killed with -9 under load', () => {
  it('loses and duplicates no acknowledged order, and leaves no gap in any feed when its customers resume on another node', async function () {
    this.timeout(timeLimit)
    const redis = await startRedis()
    const database = await createTestDatabase()
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url }
    const [doomed, other] = await Promise.all([startProcess(env), startProcess(env)])
    const productId = (await anyDish(database)).id
    await database.database.query('update stock set on_hand = 1000000000')
    const people = await Promise.all(upTo(shoppers).map(() => makePerson(database.database)))
    const crowd = await Promise.all(
      people.map(({ token }, n) => sendShopping(token, n % 5 === 0 ? [other.url] : [doomed.url, other.url], productId)),
    )
    const manager = await makePerson(database.database, 'manager')
    const staff = await connectClient(other.url, '/staff', { token: manager.token })

    let placed = 0
    let killed: Promise<unknown> | undefined
    let acknowledgedBefore = 0
    const onDoomed = () => crowd.filter((shopper) => shopper.at() === doomed.url).length
    const struck = onDoomed()
    await Promise.all(
      crowd.map(async (shopper) => {
        for (const _ of upTo(ordersEach)) {
          await shopper.place()
          placed += 1
          if (placed === shoppers * 2) {
            acknowledgedBefore = placed
            killed = doomed.kill('SIGKILL')
          }
          // a change on one node is pushed on the other
          const order = shopper.acknowledged.at(-1)
          await confirmOrder(staff, order?.id ?? '')
        }
      }),
    )
    await killed
    expect([struck, onDoomed()]).to.deep.equal([(shoppers * 4) / 5, 0])

    const ids = crowd.flatMap((shopper) => shopper.acknowledged.map(({ id }) => id))
    const [kept] = await database.database.query<{ kept: number; all: number }>(
      'select count(*) filter (where id = any ($1::uuid[])) as kept, count(*) as all from orders',
      [ids],
    )
    expect(kept).to.deep.equal({ kept: ids.length, all: ids.length })
    const rows = await database.database.query<{ id: string; orders: number; events: number }>(
      `select a.id, (select count(*) from orders o where o.account_id = a.id) as orders, h.seq as events
       from accounts a join feed_heads h on h.account_id = a.id where a.id = any ($1::uuid[])`,
      [people.map(({ id }) => id)],
    )
    for (const { orders, events } of rows) expect([orders, events]).to.deep.equal([ordersEach, eventsEach])
    for (const shopper of crowd) {
      expect(new Set(shopper.acknowledged.map(({ id }) => id)).size).to.equal(ordersEach)
      const whole = upTo(eventsEach)
      await until(() => whole.every((seq) => shopper.heard().has(seq)), 'every event has arrived')
      shopper.leave()
    }
    recordResult(
      'A node killed with -9 under load',
      `${shoppers} customers, ${struck} of them on it; ${ids.length} orders, ${acknowledgedBefore} before`,
      `every acknowledged order exists once; ${shoppers * eventsEach} events, no gap after resuming elsewhere`,
    )
    staff.close()
    expect(await other.kill('SIGTERM')).to.equal(0)
    await database.drop()
    await redis.stop()
  })

  it('leaves every order with a courier on shift or an alarm, and every cent booked once, when it dies while shifts end and cash is handed over', async function () {
    this.timeout(timeLimit)
    const redis = await startRedis()
    const database = await createTestDatabase()
    const env = { DATABASE_URL: database.url, REDIS_URL: redis.url }
    const [doomed, other] = await Promise.all([startProcess(env), startProcess(env)])
    const productId = (await anyDish(database)).id
    const [ann, bob, boss, buyer] = await Promise.all([
      makePerson(database.database, 'courier'),
      makePerson(database.database, 'courier'),
      makePerson(database.database, 'manager'),
      makePerson(database.database),
    ])
    const enter = (node: { url: string }, { token }: { token: string }) => connectClient(node.url, '/staff', { token })
    const [bossThere, bossHere, annHere, bobHere] = [
      await enter(doomed, boss),
      await enter(other, boss),
      await enter(other, ann),
      await enter(other, bob),
    ]
    const customer = await connectClient(other.url, '/', { token: buyer.token })
    const step = (client: Client<'/staff'>, orderId: string, to: OrderStatus) =>
      client.request('order:advance', { requestId: randomUUID(), orderId, to })
    const carried = await Promise.all(
      upTo(8).map(async () => {
        const { order } = await customer.request('order:place', placement(productId))
        for (const to of ['confirmed', 'in_preparation', 'ready_for_pickup'] as const) await step(bossHere, order.id, to)
        await step(annHere, order.id, 'in_transit')
        await annHere.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: order.total })
        return order
      }),
    )
    const [first] = carried
    const assignment = (orderId: string) => ({ requestId: randomUUID(), orderId, courierId: bob.id })
    await bossThere.request('order:assign', assignment(first?.id ?? ''))
    await bobHere.pushed('queue:changed', ({ order: { id, courier } }) => id === first?.id && courier?.isYou === true)

    const cents = (amount: number) => ({ requestId: randomUUID(), accountId: ann.id, amount: { amount, currency: 'EUR' } })
    const requests: [event: string, payload: object][] = [
      ...upTo(6).map((n): [string, object] => ['cash:hand_over', cents(n)]),
      ...carried.slice(1, 4).map(({ id }): [string, object] => ['order:assign', assignment(id)]),
      ['courier:end_shift', { requestId: randomUUID(), courierId: ann.id }],
    ]
    const firstAnswer = Promise.race(requests.map(([event, payload]) => bossThere.raw(event, payload)))
    await firstAnswer
    await doomed.kill('SIGKILL')
    for (const [event, payload] of requests) {
      const answer = await bossHere.raw(event, payload)
      if (!answer.ok) throw new Refused(answer.error)
    }

    const [cash] = await database.database.query<{ times: number; sum: number; carried: number }>(
      `select count(*) as times, sum(h.amount)::bigint as sum, (select c.carried from cash_accounts c where c.account_id = $1) as carried
       from cash_handovers h where h.account_id = $1`,
      [ann.id],
    )
    const collected = carried.reduce((sum, { total }) => sum + total.amount, 0)
    expect(cash).to.deep.equal({ times: 6, sum: 21, carried: collected - 21 })
    await auditCash(database.database)
    const { couriers } = await bossHere.request('courier:list', {})
    const ordersOf = ({ id }: { id: string }) => couriers.find((each) => each.id === id)?.orders ?? []
    expect(ordersOf(bob).map(({ id }) => id)).to.have.members(carried.slice(0, 4).map(({ id }) => id))
    expect(ordersOf(ann).every(({ strandedSince }) => strandedSince !== undefined)).to.equal(true)
    for (const { id } of carried.slice(4)) await bossHere.pushed('order:stranded', ({ orderId }) => orderId === id)
    for (const client of [bossHere, annHere, bobHere, customer]) client.close()
    expect(await other.kill('SIGTERM')).to.equal(0)
    await database.drop()
    await redis.stop()
  })
})
