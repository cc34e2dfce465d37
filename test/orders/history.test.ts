import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { type OrderStatus, orderStatuses } from '../../src/contract/index.ts'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { writeHistory } from '../support/history.ts'
import { anyDish, bring, neverReject, placement, type Staff, staffOf } from '../support/orders.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

const hour = (n: number) => new Date(Date.UTC(2026, 0, 1, n)).toISOString()

/** Some orders, several of them at the same moment, and a query for them. */
const histories = fc.record({
  orders: fc.array(fc.record({ hour: fc.nat(12), status: fc.constantFrom(...orderStatuses) }), { maxLength: 50, size: 'max' }),
  status: fc.option(fc.uniqueArray(fc.constantFrom(...orderStatuses), { minLength: 1, maxLength: 4 }), { nil: undefined }),
  from: fc.option(fc.nat(12), { nil: undefined }),
  length: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  // also more than are read at once
  limit: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 20, max: 45 })),
})

describe('all orders', () => {
  let gateway: TestGateway
  let staff: Staff
  let customer: Customer
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    // orders of the past are not rejected because nobody confirms them
    await neverReject(gateway)
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
    productId = (await anyDish(gateway)).id
  })
  after(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  it('are in every list as soon as they are acknowledged', async () => {
    const other = await connectCustomer(gateway, customer.token)
    const placeAndLook = async () => {
      const { order } = await customer.client.request('order:place', placement(productId))
      const justAfter = new Date(Date.parse(order.placedAt) + 1).toISOString()
      const lists = await Promise.all([
        other.request('order:list', { limit: 100 }),
        other.request('order:list', { limit: 100, status: 'placed', from: order.placedAt, to: justAfter }),
        other.request('order:pending', {}),
        staff.warehouse.client.request('queue:list', {}),
      ])
      for (const { orders } of lists) expect(orders.map(({ id }) => id)).to.include(order.id)
      expect((await other.request('order:get', { requestId: order.requestId })).order.id).to.equal(order.id)
    }
    await Promise.all(Array.from({ length: 20 }, placeAndLook))
    other.close()
  })

  it('have every field of the contract', async () => {
    const items = [{ productId, quantity: 2, note: 'hot' }]
    // soon enough for the work to begin now
    const at = new Date(Date.now() + 20 * 60_000).toISOString()
    const delivery = { address: 'Hlavná 1', location: { lat: 48.1, lng: 17.1 }, contactName: 'Ľuboš', phone: '+421 900 123 456', at }
    const { order } = await customer.client.request('order:place', placement(productId, { items, delivery, note: 'ring twice' }))
    await bring(staff, order, 'in_transit')
    await staff.courier.client.request('courier:locate', { location: { lat: 48.2, lng: 17.2 } })
    await customer.client.pushed('courier:location_changed', ({ orderId }) => orderId === order.id)
    const underWay = (await customer.client.request('order:get', { orderId: order.id })).order
    const { locatedAt = '', ...courier } = underWay.courier ?? {}
    expect(courier).to.deep.equal({ name: staff.courier.login, location: { lat: 48.2, lng: 17.2 } })
    expect(Date.parse(locatedAt)).to.be.greaterThan(Date.parse(order.placedAt))

    const { total } = order
    await staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: total })
    await staff.courier.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'delivered' })
    await customer.client.request('order:rate', { orderId: order.id, rating: 5, courierRating: 4, comment: 'Good.' })
    const { order: end } = await customer.client.request('order:get', { orderId: order.id })

    const { requestId, number, subtotal, deliveryFee, placedAt } = order
    expect(end).to.deep.include({ id: order.id, requestId, number, subtotal, deliveryFee, total, delivery, note: 'ring twice', placedAt })
    expect(end.items).to.deep.equal(order.items)
    expect(end.items[0]).to.have.all.keys('line', 'productId', 'name', 'quantity', 'unitPrice', 'total', 'taxRate', 'exclude', 'note')
    expect(end.payment).to.deep.include({ id: order.payment.id, method: 'cash', status: 'succeeded', amount: total })
    expect(end.eta.promised).to.equal(order.eta.promised)
    expect(end.eta.latest).to.equal(end.deliveredAt)
    expect(end.cancellation).to.deep.equal({ allowed: false, reason: 'order_has_ended' })
    expect(end.rating).to.include({ rating: 5, courierRating: 4, comment: 'Good.' })
    expect(end.courier).to.deep.equal({ name: staff.courier.login })
    const moments = Object.fromEntries(end.timeline.map((step) => [step.status, step.at]))
    expect(moments).to.deep.include({ placed: placedAt, delivered: end.deliveredAt })
    expect(end.cooking).to.deep.equal({
      estimatedMinutes: order.cooking.estimatedMinutes,
      startedAt: moments.in_preparation,
      finishedAt: moments.ready_for_pickup,
    })
  })

  it('are listed in pages that match the filter, each order once, even while new orders are placed', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ orders, status, from, length, limit }) => {
        const person = await arrive(gateway)
        const write = (placedAt: string, of: OrderStatus) =>
          writeHistory(gateway.database, person.id, [{ placedAt, status: of, lines: [{ productId, quantity: 1, unitPrice: 100 }] }])
        const written: { id: string; hour: number; status: OrderStatus }[] = []
        for (const order of orders) written.push(...(await write(hour(order.hour), order.status)).map((id) => ({ id, ...order })))
        const to = length === undefined ? undefined : (from ?? 0) + length
        const expected = written
          .filter((each) => (status ?? orderStatuses).includes(each.status) && each.hour >= (from ?? 0) && each.hour < (to ?? 99))
          .sort((a, b) => b.hour - a.hour || (a.id < b.id ? 1 : -1))
          .map(({ id }) => id)

        const filter = {
          ...(status && { status }),
          ...(from !== undefined && { from: hour(from) }),
          ...(to !== undefined && { to: hour(to) }),
        }
        const seen: string[] = []
        let cursor: string | undefined
        do {
          const page = await person.client.request('order:list', { ...filter, limit, ...(cursor && { cursor }) })
          expect(page.orders.length).to.be.at.most(limit)
          seen.push(...page.orders.map(({ id }) => id))
          cursor = page.nextCursor
          // newer than the requested range
          await write(hour(50), status?.[0] ?? 'placed')
        } while (cursor !== undefined)
        expect(seen).to.deep.equal(expected)
        person.client.close()
      }),
      { numRuns: 40 },
    )
  })

  it('are not listed for an invalid range, status, limit or cursor', async () => {
    const bad: [string, object][] = [
      ['to', { from: hour(2), to: hour(1) }],
      ['to', { from: hour(1), to: hour(1) }],
      ['from', { from: 'yesterday' }],
      ['to', { to: '2026-02-30T00:00:00Z' }],
      ['status', { status: 'lost' }],
      ['status', { status: [] }],
      ['limit', { limit: 0 }],
      ['limit', { limit: 101 }],
      ['cursor', { cursor: 'bm9wZQ' }],
      ['page', { page: 2 }],
    ]
    for (const [field, payload] of bad) {
      const answer = await customer.client.raw('order:list', payload)
      if (answer.ok) throw new Error(`${JSON.stringify(payload)} was accepted`)
      expect(answer.error.code).to.equal('invalid_argument')
      expect(answer.error.message).to.include(field)
    }
  })
})
