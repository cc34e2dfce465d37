import { expect } from 'chai'
import { writeHistory } from '../support/history.ts'
import { advance, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { shopFrame } from '../support/shop-frame.ts'

const minutes = (moment: string, n: number) => new Date(Date.parse(moment) + n * 60_000).toISOString()
const eur = (amount: number) => ({ amount, currency: 'EUR' })

describe('the figures of the shop', () => {
  const shop = shopFrame()

  const figures = (input = {}) => shop.staff.manager.client.request('shop:statistics', input)
  const at = '2026-03-01T12:00:00.000Z'
  const lines = [{ productId: '', quantity: 2, unitPrice: 500 }]
  const past = (more: object) => ({ placedAt: at, lines: lines.map((line) => ({ ...line, productId: shop.productId })), ...more })

  it('count the orders of the range, what was paid and given back, and how late they came', async () => {
    const [, , cancelled] = await writeHistory(shop.gateway.database, shop.customer.id, [
      past({ promisedAt: minutes(at, 40), deliveredAt: minutes(at, 30), discount: 100, tip: 250 }),
      past({ promisedAt: minutes(at, 40), deliveredAt: minutes(at, 50) }),
      past({ status: 'cancelled', tip: 50 }),
      // still under way long after it was promised
      past({ status: 'in_transit', promisedAt: minutes(new Date().toISOString(), -20) }),
      past({ status: 'expired' }),
      past({ placedAt: minutes(at, -60), deliveredAt: at }),
      past({ placedAt: minutes(at, 60), deliveredAt: at }),
      past({ currency: 'USD' }),
    ])
    await shop.gateway.database.query("delete from payments using orders o where o.id = order_id and o.status = 'expired'")
    await shop.gateway.database.query(
      `insert into refunds (id, payment_id, amount, currency, reason)
       select v.id, p.id, v.amount, 'EUR', v.reason from payments p,
         (values (gen_random_uuid(), 1000, 'order_ended'), (gen_random_uuid(), 77, 'not_owed')) v(id, amount, reason) where p.order_id = $1`,
      [cancelled],
    )
    const { late, ...rest } = await figures({ from: at, to: minutes(at, 60), timeZone: 'UTC' })
    expect(rest).to.deep.equal({
      ...{ from: at, to: minutes(at, 60), timeZone: 'UTC' },
      ...{ orders: 3, delivered: 2, underWay: 1, lost: 1 },
      takings: eur(4 * 1190 - 100 + 300),
      tips: eur(300),
      refunds: { orders: 1, amount: eur(1000) },
    })
    expect(late.orders).to.equal(2)
    // one of them grows later
    expect(late.averageMinutes).to.be.within(15, 20)
    const empty = await figures({ from: '2025-01-01T00:00:00.000Z', to: '2025-01-02T00:00:00.000Z' })
    expect(empty).to.deep.include({ orders: 0, takings: eur(0), late: { orders: 0, averageMinutes: null } })
  })

  it("are those of today, in the shop's time zone or the one that is named", async () => {
    const { order } = await shop.customer.client.request('order:place', placement(shop.productId))
    await advance(shop.staff.warehouse, order.id, 'confirmed')
    const hourIn = (timeZone: string, moment: string) =>
      new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(moment))
    for (const timeZone of ['UTC', 'Asia/Kathmandu', 'America/New_York']) {
      const today = await figures({ timeZone })
      expect(today.timeZone).to.equal(timeZone)
      expect(hourIn(timeZone, today.from)).to.match(/00:00:00$/)
      expect(hourIn(timeZone, today.from).slice(0, 10)).to.equal(hourIn(timeZone, minutes(today.to, 0)).slice(0, 10))
      expect(today.orders).to.be.at.least(1)
    }
    await shop.gateway.database.query("update store set time_zone = 'Asia/Kathmandu'")
    expect((await figures()).timeZone).to.equal('Asia/Kathmandu')
    const { from } = await figures({ to: '2026-03-02T00:00:00.000Z', timeZone: 'UTC' })
    expect(from).to.equal('2026-03-01T00:00:00.000Z')
  })

  it('are for managers, and of at most 92 days', async () => {
    expect(await refusal(shop.staff.kitchen.client.request('shop:statistics', {}))).to.include({ reason: 'role_required' })
    for (const from of ['2026-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'])
      expect(await refusal(figures({ from, ...(from < '2027' && { to: '2026-05-01T00:00:00.000Z' }) }))).to.have.nested.property(
        'details.fields[0]',
        'from',
      )
  })

  describe('about promises', () => {
    const day = '2026-02-10T00:00:00.000Z'
    const report = (from: string, to: string) => shop.staff.manager.client.request('promise:report', { from, to })
    /** Promised at a minute of that day; delivered so many minutes later. */
    const promised = (minute: number, late: number) => {
      const promisedAt = minutes(day, minute)
      return past({ placedAt: minutes(promisedAt, -60), promisedAt, deliveredAt: minutes(promisedAt, late) })
    }

    it('are the share in time and the error, in all and by hour on the clock of the shop', async () => {
      await shop.gateway.database.query("update store set time_zone = 'Europe/Bratislava'")
      await writeHistory(shop.gateway.database, shop.customer.id, [
        ...[-20, -10, 0].map((late) => promised(11 * 60, late)),
        promised(11 * 60 + 59, 30),
        promised(12 * 60, 4),
        promised(24 * 60, 500),
        promised(-1, 500),
        past({ placedAt: day, promisedAt: minutes(day, 12 * 60), status: 'cancelled' }),
        past({ placedAt: day, promisedAt: minutes(day, 12 * 60), status: 'returned' }),
      ])
      const { all, byHour, timeZone } = await report(day, minutes(day, 24 * 60))
      expect(timeZone).to.equal('Europe/Bratislava')
      expect(all).to.deep.equal({ orders: 5, delivered: 5, inTime: 3, share: 0.6, medianMinutes: 0, p90Minutes: 19.6 })
      expect(byHour).to.deep.equal([
        { hour: 12, orders: 4, delivered: 4, inTime: 3, share: 0.75, medianMinutes: -5, p90Minutes: 21 },
        { hour: 13, orders: 1, delivered: 1, inTime: 0, share: 0, medianMinutes: 4, p90Minutes: 4 },
      ])
    })

    it('count an order that is still on its way against the share, once its time has passed', async () => {
      const now = new Date().toISOString()
      await shop.gateway.database.query("update orders set status = 'returned' where status = 'in_transit'")
      await writeHistory(shop.gateway.database, shop.customer.id, [
        past({ placedAt: minutes(now, -120), promisedAt: minutes(now, -70), deliveredAt: minutes(now, -75) }),
        past({ placedAt: minutes(now, -120), promisedAt: minutes(now, -70), status: 'in_transit' }),
        past({ placedAt: minutes(now, -120), promisedAt: minutes(now, 60), status: 'in_transit' }),
      ])
      const { all } = await report(minutes(now, -80), minutes(now, 120))
      expect(all).to.deep.equal({ orders: 2, delivered: 1, inTime: 1, share: 0.5, medianMinutes: -5, p90Minutes: -5 })
    })

    it('are empty for a range without orders, of at most 92 days, and for managers', async () => {
      const { all, byHour } = await report('2025-01-01T00:00:00.000Z', '2025-01-02T00:00:00.000Z')
      expect(all).to.deep.equal({ orders: 0, delivered: 0, inTime: 0, share: null, medianMinutes: null, p90Minutes: null })
      expect(byHour).to.deep.equal([])
      expect(await refusal(report('2026-01-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z'))).to.have.nested.property(
        'details.fields[0]',
        'from',
      )
      const kitchen = shop.staff.kitchen.client.request('promise:report', { from: day, to: minutes(day, 60) })
      expect(await refusal(kitchen)).to.include({ reason: 'role_required' })
    })

    it('read the index entries of the range only', async () => {
      const [plan] = await shop.gateway.database.query<{ 'QUERY PLAN': [{ Plan: object }] }>(
        `explain (format json) select eta_promised, delivered_at from orders
         where delivered_at is not null and eta_promised >= '2026-02-10T00:00:00Z' and eta_promised < '2026-02-11T00:00:00Z'`,
      )
      expect(JSON.stringify(plan)).to.include('orders_promised')
    })
  })

  it('are found by the ids of the orders of the range, however many others there are', async () => {
    const [plan] = await shop.gateway.database.query<{ 'QUERY PLAN': [{ Plan: object }] }>(
      `explain (format json) select from orders o where o.id >= first_uuid_v7('2026-03-01T00:00:00Z') and o.id < first_uuid_v7('2026-03-02T00:00:00Z')`,
    )
    expect(JSON.stringify(plan)).to.include('orders_pkey')
    const id = '019cabcd-0000-7000-8000-000000000000'
    const [bound] = await shop.gateway.database.query<{ first: string }>(
      `select first_uuid_v7(to_timestamp(('x' || lpad(left(replace($1, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0)) as first`,
      [id],
    )
    expect(bound?.first).to.equal(`${id.slice(0, 13)}-0000-0000-000000000000`)
  })
})
