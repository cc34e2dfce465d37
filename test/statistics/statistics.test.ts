import { expect } from 'chai'
import fc from 'fast-check'
import type { z } from 'zod'
import { type OrderStatus, type orderStatistics, orderStatuses } from '../../src/contract/index.ts'
import { addDays, clockChanges, localTime, startOf, weekdayOf } from '../support/calendar.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { type PastOrder, writeHistory } from '../support/history.ts'
import { neverReject, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

const zones = [
  'UTC',
  'Europe/Bratislava',
  'America/New_York',
  'Asia/Kathmandu',
  // half an hour of summer time
  'Australia/Lord_Howe',
  // clocks that change at midnight: days that begin at 01:00, and midnights that occur twice
  'Africa/Cairo',
  'America/Havana',
  'America/Santiago',
  'Atlantic/Azores',
]
/** A longer series is refused. */
const maxBuckets = 1100
const buckets = ['day', 'week', 'month', 'year', 'all'] as const
type Bucket = (typeof buckets)[number]
type Statistics = z.output<typeof orderStatistics.data>

const iso = (instant: number) => new Date(instant).toISOString()
const minute = 60_000

interface Dish {
  id: string
  name: string
  categoryId: string
  category: string
}

const money = (amount: number) => ({ amount, currency: 'EUR' })

const firstDay: Record<Bucket, (date: string) => string> = {
  day: (date) => date,
  week: (date) => addDays(date, 1 - weekdayOf(date)),
  month: (date) => `${date.slice(0, 7)}-01`,
  year: (date) => `${date.slice(0, 4)}-01-01`,
  all: (date) => date,
}

const nextDay: Record<Bucket, (date: string) => string> = {
  day: (date) => addDays(date, 1),
  week: (date) => addDays(date, 7),
  month: (date) => firstDay.month(addDays(date, 31)),
  year: (date) => firstDay.year(addDays(date, 366)),
  all: () => '9999-12-31',
}

const bought: readonly OrderStatus[] = ['placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit', 'delivered']

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
const subtotalOf = ({ lines }: PastOrder) => sum(lines, ({ quantity, unitPrice }) => quantity * unitPrice)

const figures = (orders: readonly PastOrder[]) => {
  const total = sum(orders, (order) => subtotalOf(order) - (order.discount ?? 0) + (order.fee ?? 0) + (order.tip ?? 0))
  return {
    orders: orders.length,
    items: sum(orders, ({ lines }) => sum(lines, ({ quantity }) => quantity)),
    total: money(total),
    average: orders.length > 0 ? money(Math.round(total / orders.length)) : null,
  }
}

const groups = <Row>(rows: readonly Row[], key: (row: Row) => string) =>
  [...new Set(rows.map(key))].map((each) => [each, rows.filter((row) => key(row) === each)] as const)

const minutesBetween = (from = '', to = '') => (Date.parse(to) - Date.parse(from)) / minute
const mean = (values: readonly number[]) => sum(values, (value) => value) / values.length

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  return mean([sorted[Math.floor((sorted.length - 1) / 2)] ?? 0, sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0])
}

/** The same statistics, computed order by order. */
const bruteForce = (all: readonly PastOrder[], dishes: readonly Dish[], bucket: Bucket, from: number, to: number, timeZone: string) => {
  const orders = all
    .filter(({ status, currency, placedAt }) => {
      const at = Date.parse(placedAt)
      return bought.includes(status ?? 'delivered') && currency === 'EUR' && at >= from && at < to
    })
    .map((order) => ({ ...order, ...localTime(Date.parse(order.placedAt), timeZone) }))
  const series = []
  const last = localTime(to - 1, timeZone).date
  for (let date = firstDay[bucket](localTime(from, timeZone).date); date <= last; date = nextDay[bucket](date)) {
    const end = nextDay[bucket](date)
    const inside = orders.filter((order) => order.date >= date && order.date < end)
    const bounds = bucket === 'all' ? [from, to] : [startOf(date, timeZone), startOf(end, timeZone)]
    series.push({ date, from: iso(bounds[0] ?? 0), to: iso(bounds[1] ?? 0), ...figures(inside) })
  }
  const lines = orders.flatMap((order) => order.lines.flatMap((line) => ({ ...line, ...dishes.find(({ id }) => id === line.productId) })))
  const shares = (rows: typeof lines) => ({
    items: sum(rows, ({ quantity }) => quantity),
    total: money(sum(rows, (row) => row.quantity * row.unitPrice)),
  })
  const late = orders.flatMap(({ deliveredAt, promisedAt }) => (deliveredAt ? minutesBetween(promisedAt, deliveredAt) : []))
  const took = orders.flatMap(({ deliveredAt, placedAt }) => (deliveredAt ? minutesBetween(placedAt, deliveredAt) : []))
  return {
    series,
    byProduct: groups(lines, ({ productId }) => productId).map(([productId, rows]) => ({
      productId,
      name: rows[0]?.name,
      ...shares(rows),
    })),
    byCategory: groups(lines, ({ categoryId = '' }) => categoryId).map(([categoryId, rows]) => ({
      categoryId,
      name: rows[0]?.category,
      ...shares(rows),
    })),
    byHour: Array.from({ length: 24 }, (_, hour) => ({ hour, ...figures(orders.filter((order) => order.hour === hour)) })),
    byWeekday: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
      weekday,
      ...figures(orders.filter((order) => weekdayOf(order.date) === weekday)),
    })),
    byPlace: groups(orders, ({ address = '' }) => address).map(([address, rows]) => ({ address, ...figures(rows) })),
    totals: {
      ...figures(orders),
      deliveryFees: money(sum(orders, ({ fee = 0 }) => fee)),
      discounts: money(sum(orders, ({ discount = 0 }) => discount)),
      tips: money(sum(orders, ({ tip = 0 }) => tip)),
      givenBack: money(0),
    },
    eta: { late, took },
  }
}

const histories = fc.constantFrom(...zones).chain((timeZone) => {
  const changes = clockChanges(timeZone, [2024, 2025])
  const anchors = [...changes, '2024-02-29', '2024-12-31', '2025-06-15'].map((date) => startOf(date, timeZone))
  const moments = fc
    .tuple(fc.constantFrom(...anchors), fc.integer({ min: -2 * 1440, max: 2 * 1440 }))
    .map(([at, minutes]) => at + minutes * minute)
  const order = fc.record({
    at: moments,
    status: fc.oneof({ weight: 3, arbitrary: fc.constant('delivered' as const) }, fc.constantFrom(...orderStatuses)),
    currency: fc.oneof({ weight: 9, arbitrary: fc.constant('EUR') }, fc.constant('CZK')),
    address: fc.constantFrom('Hlavná 1', 'Dolná 2', 'práca'),
    fee: fc.constantFrom(0, 190),
    tip: fc.constantFrom(0, 0, 250),
    takesOff: fc.constantFrom(0, 0, 300),
    took: fc.integer({ min: 10, max: 120 }),
    promised: fc.integer({ min: 20, max: 90 }),
    lines: fc.array(fc.record({ dish: fc.nat(4), quantity: fc.integer({ min: 1, max: 50 }), unitPrice: fc.nat(100_000) }), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  return fc.record({
    timeZone: fc.constant(timeZone),
    named: fc.boolean(),
    bucket: fc.constantFrom(...buckets),
    orders: fc.array(order, { maxLength: 25 }),
    range: fc.option(
      fc.tuple(moments, moments).filter(([a, b]) => a !== b),
      { nil: undefined },
    ),
  })
})

const expectEta = (eta: Statistics['eta'], { late, took }: { late: number[]; took: number[] }) => {
  expect([eta.delivered, eta.onTime]).to.deep.equal([late.length, late.filter((minutes) => minutes <= 0).length])
  if (late.length === 0) {
    expect([eta.averageMinutes, eta.deviationMinutes]).to.deep.equal([null, null])
    return
  }
  expect(eta.averageMinutes).to.be.closeTo(mean(took), 0.051)
  const deviation = { average: mean(late), median: median(late), earliest: Math.min(...late), latest: Math.max(...late) }
  for (const part of ['average', 'median', 'earliest', 'latest'] as const)
    expect(eta.deviationMinutes?.[part], part).to.be.closeTo(deviation[part], 0.051)
}

describe('statistics', () => {
  let gateway: TestGateway
  let dishes: Dish[]

  before(async () => {
    gateway = await startTestGateway()
    // orders of the past are not rejected because nobody confirms them
    await neverReject(gateway)
    dishes = await gateway.database.query<Dish>(
      `select p.id, p.name, c.id as "categoryId", c.name as category from products p join categories c on c.id = p.category_id
       where c.position <= 3 order by md5(p.name) limit 5`,
    )
  })
  after(() => gateway.stop())

  const dishAt = (n: number) => dishes[n % dishes.length]?.id ?? ''
  const past = (placedAt: string, more: Partial<PastOrder> = {}): PastOrder => ({
    placedAt,
    lines: [{ productId: dishAt(0), quantity: 1, unitPrice: 1000 }],
    ...more,
  })

  it('equal a count order by order, in every time zone, around every clock change', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ timeZone, named, bucket, orders: generated, range }) => {
        const orders = generated.map(({ at, took, promised, takesOff, lines, ...order }): PastOrder & { placedAt: string } => ({
          ...order,
          placedAt: iso(at),
          discount: Math.min(takesOff, subtotalOf({ placedAt: '', lines: lines.map((line) => ({ productId: '', ...line })) })),
          promisedAt: iso(at + promised * minute),
          ...(order.status === 'delivered' && { deliveredAt: iso(at + took * minute) }),
          lines: lines.map(({ dish, ...line }) => ({ productId: dishAt(dish), ...line })),
        }))
        const customer = await arrive(gateway)
        await gateway.database.query('update accounts set time_zone = $2 where id = $1', [customer.id, named ? 'Asia/Tokyo' : timeZone])
        await writeHistory(gateway.database, customer.id, orders)
        const [from, to] = range ? [...range].sort((a, b) => a - b) : []
        const asked = {
          bucket,
          ...(named && { timeZone }),
          ...(from !== undefined && to !== undefined && { from: iso(from), to: iso(to) }),
        }
        const counted = orders.filter(({ status = 'delivered', currency }) => bought.includes(status) && currency === 'EUR')
        const [first] = counted.map(({ placedAt }) => placedAt).sort()
        const untilNow = () => bruteForce(orders, dishes, bucket, Date.parse(first ?? ''), Date.now(), timeZone).series.length
        if (from === undefined && first !== undefined && untilNow() > maxBuckets) {
          expect(await refusal(customer.client.request('order:statistics', asked))).to.include({ code: 'invalid_argument' })
          customer.client.close()
          return
        }
        const { eta, ...answer } = await customer.client.request('order:statistics', asked)
        customer.client.close()

        expect(answer.timeZone).to.equal(timeZone)
        if (from === undefined) {
          expect(Date.now() - Date.parse(answer.to)).to.be.within(-1000, 60_000)
          if (first !== undefined) expect(answer.from).to.equal(first)
        } else {
          expect([answer.from, answer.to]).to.deep.equal([iso(from), iso(to ?? 0)])
        }
        const expected = bruteForce(orders, dishes, bucket, Date.parse(answer.from), Date.parse(answer.to), timeZone)
        for (const part of ['series', 'byHour', 'byWeekday', 'totals'] as const) expect(answer[part], part).to.deep.equal(expected[part])
        for (const part of ['byProduct', 'byCategory', 'byPlace'] as const) expect(answer[part], part).to.have.deep.members(expected[part])
        for (const rows of [answer.byProduct, answer.byCategory])
          expect(rows.map(({ items }) => items)).to.deep.equal(rows.map(({ items }) => items).sort((a, b) => b - a))

        expectEta(eta, expected.eta)
      }),
      { numRuns: 120 },
    )
  })

  it('have a day of 23 hours in spring and one of 25 in autumn', async () => {
    const customer = await arrive(gateway)
    const orders = ['2025-03-29T23:00:00Z', '2025-03-30T00:59:59Z', '2025-03-30T01:00:00Z', '2025-03-30T21:59:59Z', '2025-03-30T22:00:00Z']
    const autumn = ['2025-10-25T21:59:59Z', '2025-10-25T22:00:00Z', '2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z', '2025-10-26T23:00:00Z']
    await writeHistory(
      gateway.database,
      customer.id,
      [...orders, ...autumn].map((at) => past(at)),
    )
    const ask = (from: string, to: string) =>
      customer.client.request('order:statistics', { bucket: 'day', timeZone: 'Europe/Bratislava', from, to })

    const spring = await ask('2025-03-29T12:00:00Z', '2025-03-31T12:00:00Z')
    expect(spring.series.map(({ date, orders }) => [date, orders])).to.deep.equal([
      ['2025-03-29', 0],
      ['2025-03-30', 4],
      ['2025-03-31', 1],
    ])
    expect([spring.series[1]?.from, spring.series[1]?.to]).to.deep.equal(['2025-03-29T23:00:00.000Z', '2025-03-30T22:00:00.000Z'])
    expect(spring.byHour.filter(({ orders }) => orders > 0).map(({ hour, orders }) => [hour, orders])).to.deep.equal([
      [0, 2],
      [1, 1],
      [3, 1],
      [23, 1],
    ])
    const fall = await ask('2025-10-25T12:00:00Z', '2025-10-27T12:00:00Z')
    expect(fall.series.map(({ date, orders }) => [date, orders])).to.deep.equal([
      ['2025-10-25', 1],
      ['2025-10-26', 3],
      ['2025-10-27', 1],
    ])
    expect(Date.parse(fall.series[1]?.to ?? '') - Date.parse(fall.series[1]?.from ?? '')).to.equal(25 * 3_600_000)
    expect(fall.byHour[2]?.orders, 'both of the hours between two and three').to.equal(2)
    customer.client.close()
  })

  it('count an order as soon as it is placed, until it is cancelled', async () => {
    const customer = await arrive(gateway)
    const totals = async () => (await customer.client.request('order:statistics', { bucket: 'year' })).totals
    const nothing = { deliveryFees: money(0), discounts: money(0), tips: money(0), givenBack: money(0) }
    expect(await totals()).to.deep.equal({ orders: 0, items: 0, total: money(0), average: null, ...nothing })
    const items = [{ productId: dishAt(0), quantity: 3 }]
    const { order } = await customer.client.request('order:place', placement('', { items }))
    const { total, deliveryFee } = order
    expect(await totals()).to.deep.equal({ orders: 1, items: 3, total, average: total, ...nothing, deliveryFees: deliveryFee })
    await customer.client.request('order:cancel', { requestId: crypto.randomUUID(), orderId: order.id, reason: 'other' })
    expect((await totals()).orders).to.equal(0)
    customer.client.close()
  })

  it('without orders contain every bucket of the range, empty', async () => {
    const customer = await arrive(gateway)
    const range = { from: '2025-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }
    const year = await customer.client.request('order:statistics', { bucket: 'month', ...range })
    expect(year.series.map(({ date }) => date)).to.deep.equal(
      Array.from({ length: 12 }, (_, n) => `2025-${String(n + 1).padStart(2, '0')}-01`),
    )
    for (const { orders, total, average } of year.series) expect([orders, total, average]).to.deep.equal([0, money(0), null])
    expect((await customer.client.request('order:statistics', { bucket: 'day' })).series).to.have.length(1)
    customer.client.close()
  })

  it('count only the orders of the customer', async () => {
    const [one, two] = [await arrive(gateway), await arrive(gateway)]
    await writeHistory(gateway.database, one.id, [past('2025-05-05T12:00:00Z')])
    expect((await two.client.request('order:statistics', { bucket: 'all' })).totals.orders).to.equal(0)
    for (const { client } of [one, two]) client.close()
  })

  it('name at most 100 places, the most frequent first', async () => {
    const customer = await arrive(gateway)
    const orders = Array.from({ length: 150 }, (_, n) => past('2025-05-05T12:00:00Z', { address: `Ulica ${n}` }))
    await writeHistory(gateway.database, customer.id, [...orders, past('2025-05-06T12:00:00Z', { address: 'Ulica 149' })])
    const { byPlace } = await customer.client.request('order:statistics', { bucket: 'all' })
    expect(byPlace).to.have.length(100)
    expect(byPlace[0]).to.deep.include({ address: 'Ulica 149', orders: 2 })
    customer.client.close()
  })

  it('are refused for an invalid bucket, time zone or range', async () => {
    const customer = await arrive(gateway)
    await writeHistory(gateway.database, customer.id, [past('1999-05-05T12:00:00Z')])
    const bad: [string, object][] = [
      ['bucket', {}],
      ['bucket', { bucket: 'hour' }],
      ['timeZone', { bucket: 'day', timeZone: 'Mars/Olympus' }],
      ['timeZone', { bucket: 'day', timeZone: 'AST' }],
      ['timeZone', { bucket: 'day', timeZone: '+02:00' }],
      ['timeZone', { bucket: 'day', timeZone: "UTC'; drop table orders" }],
      ['to', { bucket: 'day', from: '2025-02-01T00:00:00Z', to: '2025-01-01T00:00:00Z' }],
      ['to', { bucket: 'day', from: '2025-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' }],
      ['from', { bucket: 'day', from: '2999-01-01T00:00:00Z' }],
      ['bucket', { bucket: 'day', from: '2020-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' }],
      ['bucket', { bucket: 'day' }],
      ['bucket', { bucket: 'week', from: '1970-01-01T00:00:00Z', to: '9998-12-31T00:00:00Z' }],
      ['to', { bucket: 'all', to: '9999-01-01T00:00:00Z' }],
      ['from', { bucket: 'all', from: '1969-12-31T23:59:59Z' }],
      ['day', { bucket: 'all', day: 1 }],
    ]
    for (const [field, payload] of bad) {
      const answer = await customer.client.raw('order:statistics', payload)
      if (answer.ok) throw new Error(`${JSON.stringify(payload)} was accepted`)
      expect(answer.error.code, JSON.stringify(payload)).to.equal('invalid_argument')
      expect(answer.error.message).to.match(new RegExp(`^${field}`))
    }
    customer.client.close()
  })
})
