import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { isWithin, type Opening } from '../../src/menu/opening.ts'
import { slotsOn } from '../../src/orders/slots.ts'
import { Refused } from '../support/client.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { kitchenShop } from '../support/kitchen-shop.ts'
import { placement } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { randomHours } from '../support/random-shop.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const dayMs = 96 * quarterMs

const zones = ['Europe/Bratislava', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']
/** The days on which these zones change their clocks, and others. */
const days = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-07-01']

const opening: fc.Arbitrary<Opening> = fc.record({
  timeZone: fc.constantFrom(...zones),
  hours: fc.oneof(fc.constant(null), randomHours),
  specialDays: fc.dictionary(fc.constantFrom(...days), fc.constantFrom<string[]>([], ['10:00-14:00'], ['18:00-03:30']), { maxKeys: 2 }),
})

describe('the quarters of an hour of a day', () => {
  it('are those of its local day in which the shop delivers, from the first that can be made, on both changes of the clock', () => {
    fc.assert(
      fc.property(opening, fc.constantFrom(...days), fc.integer({ min: -15 * 1440, max: 1440 }), (hours, date, before) => {
        const now = Date.parse(date) + before * minuteMs
        const shop = kitchenShop({ now, store: hours })
        const localDate = new Intl.DateTimeFormat('sv', { timeZone: hours.timeZone })
        // the ride takes 5 minutes and the dish 10
        const first = Math.ceil((now + 15 * minuteMs) / quarterMs) * quarterMs
        const possible = Array.from({ length: 14 * 96 + 1 }, (_, n) => first + n * quarterMs)
        const expected = possible.filter((at) => at <= now + 14 * dayMs && localDate.format(at) === date && isWithin(hours, at))
        expect(slotsOn(shop, { date }).map(({ from }) => Date.parse(from))).to.deep.equal(expected)
      }),
      { numRuns: 150, seed: 5 },
    )
  })

  it('are 92 on the day that loses an hour, and 100 on the one that gains it', () => {
    const count = (date: string) => {
      const shop = kitchenShop({ now: Date.parse(date) - 2 * dayMs, store: { timeZone: 'Europe/Bratislava' } })
      return new Set(slotsOn(shop, { date }).map(({ from }) => from)).size
    }
    expect([count('2026-03-29'), count('2026-10-25'), count('2026-07-01')]).to.deep.equal([92, 100, 96])
  })

  it('are none on a day that is past, too far ahead, or at the end of time', () => {
    const shop = kitchenShop({ now: Date.parse('2026-07-10T12:00:00Z') })
    for (const date of ['2026-07-09', '2026-07-25', '0001-01-01', '9999-12-31']) expect(slotsOn(shop, { date }), date).to.deep.equal([])
    expect(slotsOn(shop, { date: '2026-07-24' }).at(-1)).to.deep.include({ from: '2026-07-24T12:00:00.000Z' })
  })

  it('are not available when they are full or the shop is paused', () => {
    const now = Date.parse('2026-07-10T10:00:00Z')
    const shop = kitchenShop({
      now,
      store: {
        paused: { until: '2026-07-10T11:00:00.000Z' },
        kitchen: { parallelDishes: 4, ordersPerQuarterHour: 2, confirmWithinMinutes: 5, rejectAfterMinutes: 10 },
      },
      workload: { portions: 0, minutes: 0, fullSlots: new Set([Date.parse('2026-07-10T11:15:00Z')]) },
    })
    const shown = slotsOn(shop, { date: '2026-07-10' }).slice(0, 6)
    expect(shown.map(({ from, available }) => `${from.slice(11, 16)} ${available}`)).to.deep.equal([
      '10:15 false',
      '10:30 false',
      '10:45 false',
      '11:00 true',
      '11:15 false',
      '11:30 true',
    ])
  })
})

describe('slot:list', () => {
  let gateway: TestGateway
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    customer = await arrive(gateway)
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })

  const slotsOf = async (date: string, location?: { lat: number; lng: number }) =>
    (await customer.client.request('slot:list', { date, ...(location && { location }) })).slots
  const change = (sql: string) => gateway.database.query(`update store set ${sql}, settings_version = settings_version + 1`)
  const dayAfterTomorrow = () => new Date(Date.now() + 2 * dayMs).toISOString().slice(0, 10)

  it('follows the hours of the shop and their exceptions', async () => {
    const date = dayAfterTomorrow()
    await change(`time_zone = 'UTC', special_days = '{"${date}": ["10:00-10:30", "18:00-18:15"]}'`)
    await until(async () => (await slotsOf(date)).length === 3, 'the node knows')
    expect(await slotsOf(date)).to.deep.equal(
      [
        ['10:00', '10:15'],
        ['10:15', '10:30'],
        ['18:00', '18:15'],
      ].map(([from, to]) => ({ from: `${date}T${from}:00.000Z`, to: `${date}T${to}:00.000Z`, available: true })),
    )
  })

  it('begins later for a longer ride', async () => {
    await change(`time_zone = 'UTC', special_days = '{}', delivers_within_km = null`)
    const today = () => new Date().toISOString().slice(0, 10)
    const firstOf = async (location: { lat: number; lng: number }) => {
      const found = [
        ...(await slotsOf(today(), location)),
        ...(await slotsOf(new Date(Date.now() + dayMs).toISOString().slice(0, 10), location)),
      ]
      return Date.parse(found[0]?.from ?? '')
    }
    const near = await firstOf({ lat: 48.144, lng: 17.11 })
    expect(near).to.be.greaterThan(Date.now())
    // 60 km take three hours
    expect(await firstOf({ lat: 48.7, lng: 17.11 })).to.be.greaterThan(near + 2.5 * 60 * minuteMs)
  })

  it('refuses what is no day', async () => {
    expect(await refusal(slotsOf('2026-02-30'))).to.include({ code: 'invalid_argument' })
  })
})

describe('a quarter of an hour with few places', () => {
  let nodes: [TestGateway, TestGateway]
  let productId: string

  before(async () => {
    const one = await startTestGateway()
    nodes = [one, await startTestGateway({ on: { url: one.databaseUrl } })]
    productId = (await makeOwnDish(one, { onHand: 10_000 })).productId
    await limitTo(3)
  })
  after(async () => {
    const [one, other] = nodes
    await other.stop()
    await one.stop()
  })

  const limitTo = (places: number | null) =>
    nodes[0].database.query('update store set orders_per_quarter_hour = $1, parallel_dishes = 8, settings_version = settings_version + 1', [
      places,
    ])
  const inHours = (hours: number) => new Date(Math.ceil(Date.now() / quarterMs) * quarterMs + hours * 4 * quarterMs)
  const later = (moment: Date, quarters: number) => new Date(moment.getTime() + quarters * quarterMs).toISOString()
  const content = (at?: string) => ({
    items: [{ productId, quantity: 1 }],
    delivery: { address: 'Hlavná 1', ...(at !== undefined && { at }) },
    paymentMethod: 'cash' as const,
  })
  const place = ({ client }: Awaited<ReturnType<typeof arrive>>, at?: string) =>
    client.request('order:place', placement(productId, content(at)))
  const slotOf = async ({ client }: Awaited<ReturnType<typeof arrive>>, moment: Date) => {
    const dates = [-1, 0, 1].map((days) => new Date(moment.getTime() + days * dayMs).toISOString().slice(0, 10))
    const answers = await Promise.all(dates.map((date) => client.request('slot:list', { date })))
    return answers.flatMap(({ slots }) => slots).find(({ from }) => from === moment.toISOString())
  }

  it('takes exactly as many orders as it has places, of 50 that come over two nodes at once, and says which one is next', async () => {
    const moment = inHours(3)
    const crowd = await Promise.all(Array.from({ length: 50 }, (_, n) => arrive(nodes[n % 2] ?? nodes[0])))
    const outcomes = await Promise.all(
      crowd.map((person, n) =>
        // each at another minute of the same quarter
        place(person, new Date(moment.getTime() + (n % 15) * minuteMs).toISOString()).then(
          () => 'placed' as const,
          (error: unknown) => (error instanceof Refused ? error.failure : Promise.reject(error)),
        ),
      ),
    )
    expect(outcomes.filter((outcome) => outcome === 'placed')).to.have.lengthOf(3)
    const next = { from: later(moment, 1), to: later(moment, 2) }
    for (const failure of outcomes)
      if (failure !== 'placed') expect(failure).to.deep.include({ code: 'failed_precondition', reason: 'slot_full', details: { next } })
    for (const person of crowd.slice(0, 2)) {
      await until(async () => (await slotOf(person, moment))?.available === false, 'each node shows that it is full')
      expect((await person.client.request('order:quote', content(moment.toISOString()))).obstacles).to.deep.equal([
        { reason: 'slot_full', details: { next } },
      ])
    }
    for (const { client } of crowd) client.close()
  })

  it('has a place again when an order is cancelled', async () => {
    const moment = inHours(6)
    const customer = await arrive(nodes[0])
    const orders = []
    for (let n = 0; n < 3; n += 1) orders.push((await place(customer, moment.toISOString())).order)
    expect(await refusal(place(customer, moment.toISOString()))).to.include({ reason: 'slot_full' })
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: orders[0]?.id ?? '', reason: 'other' })
    await until(async () => (await slotOf(customer, moment))?.available, 'the node knows')
    expect((await place(customer, moment.toISOString())).order.status).to.equal('placed')
    expect(await refusal(place(customer, moment.toISOString()))).to.include({ reason: 'slot_full' })
    customer.client.close()
  })

  it('counts orders for as soon as possible in the quarter in which they are expected', async () => {
    const customer = await arrive(nodes[0])
    let refused: unknown
    // at most two quarters begin meanwhile
    for (let n = 0; n < 10 && refused === undefined; n += 1)
      refused = await place(customer).then(
        () => undefined,
        (error: unknown) => error,
      )
    if (!(refused instanceof Refused)) throw refused
    expect(refused.failure).to.include({ reason: 'slot_full' })
    customer.client.close()
  })

  it('has no end where the shop has no limit, and nothing is locked or counted', async () => {
    await limitTo(null)
    const moment = inHours(3)
    const customer = await arrive(nodes[1])
    await until(async () => (await slotOf(customer, moment))?.available, 'the node knows')
    const { order } = await place(customer, moment.toISOString())
    const [row] = await nodes[0].database.query<{ slot: string | null }>('select slot from orders where id = $1', [order.id])
    expect(row?.slot).to.equal(null)
    await limitTo(3)
    customer.client.close()
  })
})
