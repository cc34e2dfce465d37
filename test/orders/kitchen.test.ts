import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Database } from '../../src/database/database.ts'
import { MenuCopy } from '../../src/menu/menu-copy.ts'
import { Assessor } from '../../src/orders/assessor.ts'
import { KnownCustomers } from '../../src/orders/known-customers.ts'
import { refreshLateOrders } from '../../src/orders/late.ts'
import { createPlaceOrder, type PlaceOrder } from '../../src/orders/place.ts'
import { queueMinutes } from '../../src/orders/workload.ts'
import { wrongCodesHere } from '../support/assessor.ts'
import { arrive, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { kitchenShop } from '../support/kitchen-shop.ts'
import { advance, placement, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const minuteMs = 60_000

describe('the time that an order waits for the kitchen', () => {
  const waiting = (parallelDishes: number | null, [portions, minutes]: [number, number], own: [number, number]) => {
    const kitchen = { parallelDishes, ordersPerQuarterHour: null, confirmWithinMinutes: null, rejectAfterMinutes: null }
    const shop = kitchenShop({ now: 0, store: { kitchen }, workload: { portions, minutes, fullSlots: new Set() } })
    return queueMinutes(shop, { portions: own[0], longestDish: own[1] })
  }

  it('is none while everything fits, and then that of what does not fit', () => {
    expect(waiting(null, [500, 5000], [1, 10]), 'nothing is known of the kitchen').to.equal(0)
    expect(waiting(4, [0, 0], [4, 10])).to.equal(0)
    expect(waiting(4, [3, 30], [1, 10])).to.equal(0)
    expect(waiting(4, [4, 40], [1, 10]), 'the first of four cooks is free soon').to.equal(3)
    expect(waiting(4, [8, 80], [4, 10])).to.equal(20)
    expect(waiting(4, [0, 0], [12, 10]), 'a large order').to.equal(20)
    expect(waiting(4, [8, 160], [4, 10]), 'slower dishes ahead').to.equal(33)
  })
})

describe('a busy kitchen', () => {
  let gateway: TestGateway
  let customer: Awaited<ReturnType<typeof arrive>>
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    customer = await arrive(gateway)
    productId = (await makeOwnDish(gateway, { onHand: 10_000 })).productId
    await gateway.database.query(
      'update store set parallel_dishes = 4, orders_per_quarter_hour = null, settings_version = settings_version + 1',
    )
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })

  const content = (quantity = 1, at?: string) => ({
    items: [{ productId, quantity }],
    delivery: { address: 'Hlavná 1', ...(at !== undefined && { at }) },
    paymentMethod: 'cash' as const,
  })
  const quote = (quantity?: number, at?: string) => customer.client.request('order:quote', content(quantity, at))
  const place = async (quantity = 1, at?: string, { client } = customer) =>
    (await client.request('order:place', placement(productId, content(quantity, at)))).order
  /** In how many minutes an order would be there at the latest. */
  const minutesOf = async (quantity?: number) => (Date.parse((await quote(quantity)).eta.latest) - Date.now()) / minuteMs
  const isAbout = async (minutes: number, message: string) => {
    await until(async () => expect(await minutesOf()).to.be.closeTo(minutes, 0.5), message)
  }

  it('makes orders wait for the open tickets that are due, and the order has the estimate of the quote', async () => {
    const quiet = await minutesOf()
    const ahead = [await place(4), await place(4), await place(3, new Date(Date.now() + 5 * 3_600_000).toISOString())]
    // eight portions of ten minutes: one has to wait for five of them
    await isAbout(quiet + 13, 'the node knows of the tickets')
    const order = await place()
    expect((Date.parse(order.eta.promised) - Date.parse(order.placedAt)) / minuteMs).to.be.closeTo(quiet + 13, 0.5)
    const staff = await staffOf(gateway)
    for (const { id } of [...ahead.slice(0, 2), order]) {
      await advance(staff.warehouse, id, 'confirmed')
      await advance(staff.kitchen, id, 'in_preparation')
      await advance(staff.kitchen, id, 'ready_for_pickup')
    }
    await isAbout(quiet, 'the kitchen is quiet again')
    for (const { client } of Object.values(staff)) client.close()
  })

  it('is said by a manager, for the orders of a while: in the estimate, in shop:get, and to everybody who is connected', async () => {
    const manager = await connectNewStaff(gateway, 'manager')
    const quiet = await minutesOf()
    const early = await place()
    const end = new Date(Date.now() + 3_600_000).toISOString()
    const [{ before = 0 } = {}] = await gateway.database.query<{ before: number }>('select settings_version::int as before from store')
    const told = customer.client.pushed('shop:changed', ({ version }) => version > before)
    expect(await manager.client.request('shop:busy', { extraMinutes: 25, until: end })).to.deep.equal({
      busy: { extraMinutes: 25, until: end },
    })
    await told
    expect((await customer.client.request('shop:get', {})).busy).to.deep.equal({ extraMinutes: 25, until: end })
    await isAbout(quiet + 25, 'the estimate is longer')
    const late = await place()
    expect((Date.parse(late.eta.promised) - Date.parse(late.placedAt)) / minuteMs).to.be.closeTo(quiet + 25, 0.5)
    const { order } = await customer.client.request('order:get', { orderId: early.id })
    expect(order.eta, 'an order that was placed before').to.deep.equal(early.eta)

    expect(await manager.client.request('shop:busy', { extraMinutes: 0, until: end })).to.deep.equal({})
    await isAbout(quiet, 'the kitchen is no longer busy')
    expect(await customer.client.request('shop:get', {})).not.to.have.property('busy')
    const past = new Date(Date.now() - 1000).toISOString()
    expect(await refusal(manager.client.request('shop:busy', { extraMinutes: 5, until: past }))).to.deep.include({
      code: 'invalid_argument',
      message: 'until: must be in the future',
    })
    expect(await manager.client.request('shop:busy', { extraMinutes: 0, until: past })).to.deep.equal({})
    manager.client.close()
  })
})

interface Ticket {
  id: string
  /** The minutes at which it was placed, and at which the customer was told that it arrives at the latest. */
  placedAt: number
  promisedAt: number
  dish: number
  /** Not begun, and not done. */
  waiting: number
  left: number
  doneAt?: number
}

describe('an evening in the kitchen', () => {
  let store: TestDatabase
  let database: Database
  let menu: MenuCopy
  let placeOrder: PlaceOrder
  let managerId: string
  let delayed: Set<string>
  const dishes = new Map<number, string>()
  const rideMinutes = 10

  before(async () => {
    store = await createTestDatabase()
    database = store.database
    menu = new MenuCopy(database)
    const assessor = new Assessor(menu, new KnownCustomers(database), wrongCodesHere())
    placeOrder = createPlaceOrder(database, { providerOf: () => 'door', payMinutes: 15, onBatch: () => undefined, assessor })
    managerId = (await makePerson(database, 'manager')).id
    for (const minutes of [6, 10, 15]) {
      const { productId } = await makeOwnDish(store, { onHand: 100_000 })
      await database.query('update products set prep_minutes = $2 where id = $1', [productId, minutes])
      dishes.set(minutes, productId)
    }
    await database.query(
      `update store set limits = '{}', orders_per_quarter_hour = null, delivery_base_minutes = $1, delivery_minutes_per_km = 0`,
      [rideMinutes],
    )
    database.onCommit((pushes) => {
      for (const push of pushes)
        if ('seq' in push && push.event === 'order:eta_changed') {
          const { orderId, cause } = JSON.parse(push.data)
          if (cause === 'delay') delayed.add(orderId)
        }
    })
  })
  after(() => store.drop())

  const step = (id: string, to: string) => database.call('change_order_status', [id, to, 'manager', managerId, null, null])
  const estimates = () =>
    database.query("select id, eta_earliest, eta_latest from orders where status in ('placed', 'confirmed', 'in_preparation') order by id")

  const place = async (accountId: string, portions: number, dish: number, minute: number): Promise<Ticket> => {
    const input = {
      requestId: randomUUID(),
      items: [{ productId: dishes.get(dish) ?? '', quantity: portions }],
      delivery: { address: 'Hlavná 1' },
      paymentMethod: 'cash' as const,
    }
    await menu.refresh()
    const before = await estimates()
    const { order } = await placeOrder(accountId, input)
    const after = await estimates()
    expect(after.length).to.equal(before.length + 1)
    expect(after, 'the others keep their estimates').to.deep.include.members(before)
    const promised = (Date.parse(order.eta.promised) - Date.parse(order.placedAt)) / minuteMs
    return { id: order.id, placedAt: minute, promisedAt: minute + promised, dish, waiting: portions, left: portions }
  }

  /** As if a minute had passed. */
  const passMinute = async () => {
    await database.query(
      `update orders set placed_at = placed_at - m.m, cooking_started_at = cooking_started_at - m.m, eta_earliest = eta_earliest - m.m,
         eta_latest = eta_latest - m.m, timeline = jsonb_set(timeline, '{-1,at}', to_jsonb(rfc3339((timeline -> -1 ->> 'at')::timestamptz - m.m)))
       from (select interval '1 minute' as m) m where status in ('placed', 'confirmed', 'in_preparation', 'in_transit')`,
    )
    await refreshLateOrders(database)
  }

  /** A kitchen whose cooks take one portion after the other, in the order of the tickets. */
  const cook = async (cooks: { ticket?: Ticket; until: number }[], tickets: readonly Ticket[], minute: number) => {
    for (const each of cooks) {
      if (!each.ticket || each.until > minute) continue
      each.ticket.left -= 1
      if (each.ticket.left === 0) {
        each.ticket.doneAt = minute
        await step(each.ticket.id, 'ready_for_pickup')
        await step(each.ticket.id, 'in_transit')
      }
      delete each.ticket
    }
    for (const each of cooks.filter(({ ticket }) => !ticket)) {
      const next = tickets.find(({ waiting }) => waiting > 0)
      if (!next) return
      if (next.waiting === next.left) {
        const [{ status = '' } = {}] = await database.query<{ status: string }>('select status from orders where id = $1', [next.id])
        if (status === 'placed') {
          await step(next.id, 'confirmed')
          await step(next.id, 'in_preparation')
        }
      }
      next.waiting -= 1
      each.ticket = next
      each.until = minute + next.dish
    }
  }

  const evening = fc.record({
    parallel: fc.integer({ min: 3, max: 8 }),
    arrivals: fc.array(fc.record({ at: fc.nat(70), portions: fc.integer({ min: 1, max: 4 }), dish: fc.constantFrom(6, 10, 15) }), {
      minLength: 20,
      maxLength: 35,
    }),
  })

  it('keeps what customers were told: later orders push no earlier one, and who is served in time hears of no delay', async () => {
    let [served, inTime] = [0, 0]
    await fc.assert(
      fc.asyncProperty(evening, async ({ parallel, arrivals }) => {
        delayed = new Set()
        await database.query("update orders set status = 'cancelled'")
        await database.query('update store set parallel_dishes = $1', [parallel])
        const { id: accountId } = await makePerson(database)
        const tickets: Ticket[] = []
        const cooks: { ticket?: Ticket; until: number }[] = Array.from({ length: parallel }, () => ({ until: 0 }))
        for (let minute = 0; minute <= 70 || tickets.some(({ doneAt }) => doneAt === undefined); minute += 1) {
          for (const { portions, dish } of arrivals.filter(({ at }) => at === minute))
            tickets.push(await place(accountId, portions, dish, minute))
          await cook(cooks, tickets, minute)
          await passMinute()
          const there = tickets.filter(({ doneAt = Number.POSITIVE_INFINITY }) => doneAt + rideMinutes <= minute).map(({ id }) => id)
          await database.query("update orders set status = 'delivered' where id = any ($1) and status = 'in_transit'", [there])
        }
        const late = tickets.filter(({ doneAt = 0, promisedAt }) => doneAt + rideMinutes > promisedAt)
        expect(
          [...delayed].filter((id) => !late.some((ticket) => ticket.id === id)),
          'told of a delay, and in time',
        ).to.deep.equal([])
        served += tickets.length
        inTime += tickets.length - late.length
      }),
      { numRuns: 5, seed: 7, endOnFailure: true },
    )
    expect(inTime / served, 'the share in time').to.be.greaterThan(0.95)
  })
})
