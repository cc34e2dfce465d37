import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { transitions } from '../../src/contract/order-life.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describe("an order's life", () => {
  let gateway: TestGateway
  let staff: Staff
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())

  const place = async (customer: Awaited<ReturnType<typeof arrive>>, more = {}) =>
    (await customer.client.request('order:place', placement(productId, more))).order

  it('goes from the menu to the door with live events and no gap in the feed', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    expect(order).to.include({ status: 'placed', version: 1 })
    expect(order.cancellation.allowed).to.equal(true)
    const seen = staff.warehouse.client.pushed('queue:changed', ({ order: { id } }) => id === order.id)
    expect((await seen).order.status).to.equal('placed')

    await bring(staff, order, 'delivered')
    await customer.client.pushed('order:status_changed', ({ data }) => data.order.status === 'delivered')

    const told = customer.client.heard
      .filter(({ event }) => event !== 'session:ready')
      .map(({ payload }) => payload as { seq: number; data: { order?: Order } })
    expect(told.map(({ seq }) => seq)).to.deep.equal(told.map((_, index) => index + 1))
    expect(told.flatMap(({ data }) => data.order?.status ?? [])).to.deep.equal([
      'placed',
      'confirmed',
      'in_preparation',
      'ready_for_pickup',
      'in_transit',
      'delivered',
    ])
    const versions = told.flatMap(({ data }) => data.order?.version ?? [])
    expect(versions).to.deep.equal([...versions].sort((a, b) => a - b))

    const { order: end } = await customer.client.request('order:get', { orderId: order.id })
    expect(end.payment.status).to.equal('succeeded')
    expect(end.timeline.map(({ status }) => status)).to.deep.equal([
      'placed',
      'confirmed',
      'in_preparation',
      'ready_for_pickup',
      'in_transit',
      'delivered',
    ])
    expect(end.cooking.startedAt).to.be.a('string')
    expect(end.cooking.finishedAt).to.be.a('string')
    expect(end.deliveredAt).to.equal(end.timeline.at(-1)?.at)
    expect(end.eta.promised).to.equal(order.eta.promised)
    expect((await customer.client.request('order:pending', {})).orders).to.deep.equal([])
    customer.client.close()
  })

  it('allows only the steps of its table, each by its role', async () => {
    const rows = await gateway.database.query<{ from: string; to: string; role: string }>(
      'select from_status as "from", to_status as "to", role from order_transitions order by 1, 2, 3',
    )
    const inCode = Object.entries(transitions).flatMap(([from, targets]) =>
      Object.entries(targets).flatMap(([to, actors]) => actors.map((role) => ({ from, to, role }))),
    )
    const key = ({ from, to, role }: { from: string; to: string; role: string }) => `${from} ${to} ${role}`
    expect(rows.map(key).sort()).to.deep.equal(inCode.map(key).sort())
  })

  it('refuses a step that does not follow the current status, and lists the possible ones', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    const failure = await refusal(advance(staff.kitchen, order.id, 'in_preparation'))
    expect(failure).to.include({ code: 'failed_precondition', reason: 'invalid_transition' })
    expect(failure.details).to.deep.equal({ status: 'placed', allowed: [] })
    expect((await refusal(advance(staff.manager, order.id, 'delivered'))).details).to.deep.equal({
      status: 'placed',
      allowed: ['confirmed', 'rejected'],
    })
    customer.client.close()
  })

  it('is not delivered before it is paid, and exactly its price is collected', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer, { paymentMethod: 'pos' })
    await bring(staff, order, 'in_transit')
    expect(await refusal(advance(staff.courier, order.id, 'delivered'))).to.include({ reason: 'payment_required' })
    const collect = (amount: number) =>
      staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: { ...order.total, amount } })
    expect(await refusal(collect(order.total.amount - 1))).to.include({ reason: 'amount_mismatch' })
    expect((await collect(order.total.amount)).order.payment?.status).to.equal('succeeded')
    expect(await refusal(collect(order.total.amount))).to.include({ reason: 'payment_not_due' })
    expect((await advance(staff.courier, order.id, 'delivered')).status).to.equal('delivered')
    customer.client.close()
  })

  it('belongs to the courier who took it', async () => {
    const { courier: other } = await staffOf(gateway)
    const customer = await arrive(gateway)
    const order = await place(customer)
    await bring(staff, order, 'ready_for_pickup')
    const assign = (member: Staff['courier']) => member.client.request('order:assign', { requestId: randomUUID(), orderId: order.id })
    expect((await assign(staff.courier)).order.courier?.name).to.equal(staff.courier.login)
    expect((await assign(staff.courier)).order.courier?.name).to.equal(staff.courier.login)
    expect(await refusal(assign(other))).to.include({ code: 'permission_denied', reason: 'assigned_to_another' })
    expect(await refusal(advance(other, order.id, 'in_transit'))).to.include({ reason: 'assigned_to_another' })
    expect((await other.client.request('queue:list', {})).orders.map(({ id }) => id)).not.to.include(order.id)
    expect((await staff.courier.client.request('queue:list', {})).orders.map(({ id }) => id)).to.include(order.id)
    customer.client.close()
  })

  it('can be cancelled until the warehouse has begun, which frees the stock', async () => {
    const held = async () => (await gateway.database.query<{ sum: string }>('select sum(reserved)::text as sum from stock'))[0]?.sum
    const before = await held()
    const customer = await arrive(gateway)
    const order = await place(customer)
    expect(await held()).not.to.equal(before)
    const cancel = { requestId: randomUUID(), orderId: order.id, reason: 'changed_my_mind', comment: 'sorry' } as const
    const { order: cancelled } = await customer.client.request('order:cancel', cancel)
    expect(cancelled).to.include({ status: 'cancelled', version: 2 })
    expect(cancelled.payment.status).to.equal('canceled')
    expect(await held()).to.equal(before)
    expect(await customer.client.request('order:cancel', cancel)).to.deep.equal({ order: cancelled })

    const late = await place(customer)
    await advance(staff.warehouse, late.id, 'confirmed')
    const failure = await refusal(customer.client.request('order:cancel', { ...cancel, requestId: randomUUID(), orderId: late.id }))
    expect(failure).to.include({ code: 'failed_precondition', reason: 'cannot_cancel_order' })
    await advance(staff.manager, late.id, 'rejected')
    expect(await held()).to.equal(before)
    customer.client.close()
  })

  it('consumes what it reserved when the kitchen takes it', async () => {
    const stock = () => gateway.database.query('select ingredient_id, on_hand, reserved from stock order by 1')
    const [before] = [await stock()]
    const customer = await arrive(gateway)
    const order = await place(customer)
    await bring(staff, order, 'in_preparation')
    const recipe = await gateway.database.query<{ id: string; quantity: number }>(
      'select ingredient_id as id, quantity from recipes where product_id = $1',
      [productId],
    )
    expect(recipe).not.to.have.length(0)
    const after = await stock()
    const spent = (rows: object[]) =>
      new Map(rows.map((row) => Object.values(row) as [string, number, number]).map(([id, onHand, reserved]) => [id, { onHand, reserved }]))
    for (const { id, quantity } of recipe) {
      expect(spent(after).get(id)).to.deep.equal({
        onHand: (spent(before).get(id)?.onHand ?? 0) - quantity,
        reserved: spent(before).get(id)?.reserved,
      })
    }
    customer.client.close()
  })

  it('shows the courier between pick-up and delivery, and only to the customers of that courier', async () => {
    const [customer, stranger] = await Promise.all([arrive(gateway), arrive(gateway)])
    const order = await place(customer)
    await bring(staff, order, 'ready_for_pickup')
    const locate = (lat: number) => staff.courier.client.request('courier:locate', { location: { lat, lng: 17.1 }, heading: 90, speed: 5 })
    await locate(48.1999)
    // a position is stored after the answer
    await until(
      async () =>
        (await gateway.database.query('select from courier_positions where account_id = $1 and lat = 48.1999', [staff.courier.id]))
          .length === 1,
      'the position is known',
    )
    await advance(staff.courier, order.id, 'in_transit')
    const started = performance.now()
    for (let step = 0; step < 30; step++) await locate((4_820_000 + step) / 100_000)
    const { location } = await customer.client.pushed('courier:location_changed', ({ location: { lat } }) => lat > 48.20028)
    expect(location).to.deep.equal({ lat: 48.20029, lng: 17.1 })
    const shown = customer.client.heard.filter(({ event }) => event === 'courier:location_changed')
    const seconds = (performance.now() - started) / 1000
    expect(shown.length, `once a second, in ${seconds} s`).to.be.at.most(1 + Math.ceil(seconds))
    expect(shown.map(({ payload }) => (payload as { location: { lat: number } }).location.lat)).not.to.include(48.1999)
    expect((await customer.client.request('order:get', { orderId: order.id })).order.courier).to.deep.include({
      name: staff.courier.login,
      location,
    })
    // the answer arrives after all earlier pushes
    await stranger.client.request('order:pending', {})
    expect(stranger.client.heard.map(({ event }) => event)).to.deep.equal(['session:ready'])
    for (const { client } of [customer, stranger]) client.close()
  })

  it('announces a new estimate with its cause, and keeps the original promise', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    await gateway.database.query(
      "update orders set placed_at = placed_at - interval '2 hours', eta_latest = eta_latest - interval '2 hours' where id = $1",
      [order.id],
    )
    const { data } = await customer.client.pushed('order:eta_changed', ({ data: { orderId } }) => orderId === order.id)
    expect(data.cause).to.equal('delay')
    expect(data.eta.promised).to.equal(order.eta.promised)
    expect(data.version).to.equal(2)
    customer.client.close()
  })

  it('tells of no delay while everything takes as long as it was estimated to', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    const shift = (minutes: number) =>
      gateway.database.query(
        `update orders set placed_at = placed_at - $2 * interval '1 minute', eta_earliest = eta_earliest - $2 * interval '1 minute',
           eta_latest = eta_latest - $2 * interval '1 minute', cooking_started_at = cooking_started_at - $2 * interval '1 minute',
           timeline = (select jsonb_agg(e || jsonb_build_object('at', rfc3339((e ->> 'at')::timestamptz - $2 * interval '1 minute'))) from jsonb_array_elements(timeline) e)
         where id = $1`,
        [order.id, minutes],
      )
    const expected = async () => {
      const [row] = await gateway.database.query<{ at: string }>('select rfc3339(expected_at(o)) as at from orders o where id = $1', [
        order.id,
      ])
      return Date.parse(row?.at ?? '')
    }
    const [{ ride = 0 } = {}] = await gateway.database.query<{ ride: number }>(
      'select delivery_minutes::double precision as ride from orders where id = $1',
      [order.id],
    )
    const minuteMs = 60_000
    await bring(staff, order, 'in_preparation')
    const atStart = await expected()
    await shift(order.cooking.estimatedMinutes - 1)
    expect(await expected(), 'a minute before the food is ready').to.be.closeTo(
      atStart - (order.cooking.estimatedMinutes - 1) * minuteMs,
      2,
    )
    await advance(staff.kitchen, order.id, 'ready_for_pickup')
    await advance(staff.courier, order.id, 'in_transit')
    const onTheWay = await expected()
    await shift(ride / 2)
    expect(await expected(), 'half of the way').to.be.closeTo(onTheWay - (ride / 2) * minuteMs, 2)
    await shift(ride)
    const overdue = await expected()
    expect(Math.abs(overdue - Date.now()), 'overdue: any moment').to.be.lessThan(minuteMs)
    customer.client.close()
  })

  it('is also pushed to the staff whose queue it leaves', async () => {
    const customer = await arrive(gateway)
    const order = await place(customer)
    await bring(staff, order, 'ready_for_pickup')
    const left = await staff.kitchen.client.pushed(
      'queue:changed',
      ({ order: { id, status } }) => id === order.id && status === 'ready_for_pickup',
    )
    expect(left.order.version).to.be.greaterThan(order.version)
    expect((await staff.kitchen.client.request('queue:list', {})).orders.map(({ id }) => id)).not.to.include(order.id)
    customer.client.close()
  })

  it('is order_not_found for every other customer', async () => {
    const [customer, stranger] = await Promise.all([arrive(gateway), arrive(gateway)])
    const order = await place(customer)
    const attempts = [
      stranger.client.request('order:get', { orderId: order.id }),
      stranger.client.request('order:get', { requestId: order.requestId }),
      stranger.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' }),
    ]
    for (const attempt of attempts) expect(await refusal(attempt)).to.include({ code: 'not_found', reason: 'order_not_found' })
    expect((await stranger.client.request('order:list', {})).orders).to.deep.equal([])
    for (const { client } of [customer, stranger]) client.close()
  })
})
