import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { writeHistory } from '../support/history.ts'
import { advance, anyDish, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

const minutes = (moment: string, n: number) => new Date(Date.parse(moment) + n * 60_000).toISOString()
const eur = (amount: number) => ({ amount, currency: 'EUR' })

describe('the figures of the shop', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
    productId = (await anyDish(gateway)).id
  })
  after(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  const figures = (input = {}) => staff.manager.client.request('shop:statistics', input)
  const at = '2026-03-01T12:00:00.000Z'
  const lines = [{ productId: '', quantity: 2, unitPrice: 500 }]
  const past = (more: object) => ({ placedAt: at, lines: lines.map((line) => ({ ...line, productId })), ...more })

  it('count the orders of the range, what was paid and given back, and how late they came', async () => {
    const [, , cancelled] = await writeHistory(gateway.database, customer.id, [
      past({ promisedAt: minutes(at, 40), deliveredAt: minutes(at, 30) }),
      past({ promisedAt: minutes(at, 40), deliveredAt: minutes(at, 50) }),
      past({ status: 'cancelled' }),
      // still under way long after it was promised
      past({ status: 'in_transit', promisedAt: minutes(new Date().toISOString(), -20) }),
      past({ status: 'expired' }),
      past({ placedAt: minutes(at, -60), deliveredAt: at }),
      past({ placedAt: minutes(at, 60), deliveredAt: at }),
      past({ currency: 'USD' }),
    ])
    await gateway.database.query("delete from payments using orders o where o.id = order_id and o.status = 'expired'")
    await gateway.database.query(
      `insert into refunds (id, payment_id, amount, currency, reason)
       select v.id, p.id, v.amount, 'EUR', v.reason from payments p,
         (values (gen_random_uuid(), 1000, 'order_ended'), (gen_random_uuid(), 77, 'not_owed')) v(id, amount, reason) where p.order_id = $1`,
      [cancelled],
    )
    const { late, ...rest } = await figures({ from: at, to: minutes(at, 60), timeZone: 'UTC' })
    expect(rest).to.deep.equal({
      ...{ from: at, to: minutes(at, 60), timeZone: 'UTC' },
      ...{ orders: 3, delivered: 2, underWay: 1, lost: 1 },
      takings: eur(4 * 1190),
      refunds: { orders: 1, amount: eur(1000) },
    })
    expect(late.orders).to.equal(2)
    // one of them grows later
    expect(late.averageMinutes).to.be.within(15, 20)
    const empty = await figures({ from: '2025-01-01T00:00:00.000Z', to: '2025-01-02T00:00:00.000Z' })
    expect(empty).to.deep.include({ orders: 0, takings: eur(0), late: { orders: 0, averageMinutes: null } })
  })

  it("are those of today, in the shop's time zone or the one that is named", async () => {
    const { order } = await customer.client.request('order:place', placement(productId))
    await advance(staff.warehouse, order.id, 'confirmed')
    const hourIn = (timeZone: string, moment: string) =>
      new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(moment))
    for (const timeZone of ['UTC', 'Asia/Kathmandu', 'America/New_York']) {
      const today = await figures({ timeZone })
      expect(today.timeZone).to.equal(timeZone)
      expect(hourIn(timeZone, today.from)).to.match(/00:00:00$/)
      expect(hourIn(timeZone, today.from).slice(0, 10)).to.equal(hourIn(timeZone, minutes(today.to, 0)).slice(0, 10))
      expect(today.orders).to.be.at.least(1)
    }
    await gateway.database.query("update store set time_zone = 'Asia/Kathmandu'")
    expect((await figures()).timeZone).to.equal('Asia/Kathmandu')
    const { from } = await figures({ to: '2026-03-02T00:00:00.000Z', timeZone: 'UTC' })
    expect(from).to.equal('2026-03-01T00:00:00.000Z')
  })

  it('are for managers, and of at most 92 days', async () => {
    expect(await refusal(staff.kitchen.client.request('shop:statistics', {}))).to.include({ reason: 'role_required' })
    for (const from of ['2026-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'])
      expect(await refusal(figures({ from, ...(from < '2027' && { to: '2026-05-01T00:00:00.000Z' }) }))).to.have.nested.property(
        'details.fields[0]',
        'from',
      )
  })

  it('are found by the ids of the orders of the range, however many others there are', async () => {
    const [plan] = await gateway.database.query<{ 'QUERY PLAN': [{ Plan: object }] }>(
      `explain (format json) select from orders o where o.id >= first_uuid_v7('2026-03-01T00:00:00Z') and o.id < first_uuid_v7('2026-03-02T00:00:00Z')`,
    )
    expect(JSON.stringify(plan)).to.include('orders_pkey')
    const id = '019cabcd-0000-7000-8000-000000000000'
    const [bound] = await gateway.database.query<{ first: string }>(
      `select first_uuid_v7(to_timestamp(('x' || lpad(left(replace($1, '-', ''), 12), 16, '0'))::bit(64)::bigint / 1000.0)) as first`,
      [id],
    )
    expect(bound?.first).to.equal(`${id.slice(0, 13)}-0000-0000-000000000000`)
  })
})
