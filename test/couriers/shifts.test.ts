import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { endLostShift, seeCouriers } from '../../src/couriers/shifts.ts'
import type { Client } from '../support/client.ts'
import { arrive, connectNewStaff, connectStaff, openSession, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Courier = Awaited<ReturnType<typeof connectNewStaff>>

describe("the couriers' shifts", () => {
  let database: TestDatabase
  let nodes: [TestGateway, TestGateway]
  let staff: Staff
  let managerElsewhere: Client<'/staff'>
  let customer: Awaited<ReturnType<typeof arrive>>
  let productId: string
  let [ann, bob]: Courier[] = []

  before(async () => {
    database = await createTestDatabase()
    nodes = [await startTestGateway({ on: database }), await startTestGateway({ on: database })]
    staff = await staffOf(nodes[0])
    managerElsewhere = await connectStaff(nodes[1], staff.manager.token)
    customer = await arrive(nodes[0])
    productId = (await anyDish(nodes[0])).id
  })
  after(async () => {
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
    managerElsewhere.close()
    await Promise.all(nodes.map((node) => node.stop()))
    await database.drop()
  })
  beforeEach(async () => {
    ann = await connectNewStaff(nodes[0], 'courier')
    bob = await connectNewStaff(nodes[0], 'courier')
  })
  afterEach(() => {
    for (const each of [ann, bob]) each?.client.close()
  })

  const known = (courier: Courier | undefined): Courier => {
    if (!courier) throw new Error('there is no courier')
    return courier
  }
  const requestId = () => randomUUID()
  const placeAt = async (status: 'confirmed' | 'in_preparation' | 'ready_for_pickup', more = {}) => {
    const { order } = await customer.client.request('order:place', placement(productId, more))
    await bring(staff, order, status)
    return order
  }
  const take = ({ client }: Pick<Courier, 'client'>, { id: orderId }: Pick<Order, 'id'>) =>
    client.request('order:assign', { requestId: requestId(), orderId })
  const give = ({ id: orderId }: Pick<Order, 'id'>, { id: courierId }: Pick<Courier, 'id'>) =>
    staff.manager.client.request('order:assign', { requestId: requestId(), orderId, courierId })
  const carry = async (courier: Courier) => {
    const order = await placeAt('ready_for_pickup')
    await advance(courier, order.id, 'in_transit')
    return order
  }
  const collect = ({ client }: { client: Client<'/staff'> }, { id: orderId, total: amount }: Order) =>
    client.request('payment:collect', { requestId: requestId(), orderId, amount })
  const endShift = ({ client }: Pick<Courier, 'client'>) => client.request('courier:end_shift', { requestId: requestId() })
  /** The end of a shift ends the sessions: signs the courier in again. */
  const comeBack = async (courier: Courier) => {
    expect(await courier.client.pushed('session:ended')).to.deep.equal({ reason: 'shift_ended' })
    courier.client = await connectStaff(nodes[0], await openSession(database.database, courier))
  }
  const own = async ({ client }: Pick<Courier, 'client'>) => {
    const { couriers } = await client.request('courier:list', {})
    expect(couriers).to.have.length(1)
    return couriers[0]
  }
  /** Without Redis, the push reaches the sockets of the node whose background work found the courier. */
  const isStrandedOnANode = ({ id }: Pick<Order, 'id'>) =>
    Promise.any([staff.manager.client, managerElsewhere].map((each) => each.pushed('order:stranded', ({ orderId }) => orderId === id)))
  const courierOf = async ({ id: orderId }: Pick<Order, 'id'>) =>
    (await customer.client.request('order:get', { orderId })).order.courier?.name
  const shiftsOf = ({ id }: Pick<Courier, 'id'>) =>
    database.database.query<{ cause: string | null }>('select end_cause as cause from shifts where courier_id = $1 order by started_at', [
      id,
    ])

  it('start when asked, once, and end with a summary', async () => {
    const courier = known(ann)
    expect((await own(courier))?.shift).to.equal(undefined)
    const request = requestId()
    const { courier: started } = await courier.client.request('courier:start_shift', { requestId: request })
    expect((await courier.client.request('courier:start_shift', { requestId: request })).courier).to.deep.equal(started)
    const again = await courier.client.request('courier:start_shift', { requestId: requestId() })
    expect(again.courier.shift?.id).to.equal(started.shift?.id)
    const order = await carry(courier)
    await collect(courier, order)
    await advance(courier, order.id, 'delivered')
    const ended = await endShift(courier)
    expect(ended).to.deep.include({ freed: [], stranded: [], carried: order.total })
    await comeBack(courier)
    expect(ended.shift).to.deep.include({ deliveries: 1, cash: order.total, pos: { ...order.total, amount: 0 } })
    expect(await refusal(endShift(courier))).to.include({ reason: 'not_on_shift' })
    expect((await own(courier))?.cash, 'the cash stays with the courier').to.deep.equal(order.total)
  })

  it('start with the first order that a courier takes, or is given; a refused one starts none', async () => {
    const [one, other] = [known(ann), known(bob)]
    const early = await placeAt('confirmed')
    expect(await refusal(take(one, early))).to.include({ reason: 'invalid_transition' })
    expect(await refusal(advance(one, early.id, 'in_transit'))).to.include({ reason: 'invalid_transition' })
    expect(await shiftsOf(one)).to.deep.equal([])
    const order = await placeAt('in_preparation')
    await take(one, order)
    await one.client.pushed('courier:changed', ({ courierId }) => courierId === one.id)
    expect((await own(one))?.orders).to.deep.equal([{ id: order.id, number: order.number, status: 'in_preparation' }])
    await give(order, other)
    expect((await own(other))?.shift).not.to.equal(undefined)
    expect((await own(one))?.orders).to.deep.equal([])
  })

  it('are listed for managers: who, since when, with what, where, how much cash', async () => {
    const courier = known(ann)
    const order = await carry(courier)
    await courier.client.request('courier:locate', { location: { lat: 48.15, lng: 17.11 } })
    const listed = await until(async () => {
      const { couriers } = await staff.manager.client.request('courier:list', { limit: 100 })
      const found = couriers.find(({ id }) => id === courier.id)
      return found?.location && found
    }, 'the position is stored')
    expect(listed).to.deep.include({ name: courier.login, location: { lat: 48.15, lng: 17.11 }, cash: { ...order.total, amount: 0 } })
    expect(listed?.orders.map(({ number }) => number)).to.deep.equal([order.number])
    const pages = await staff.manager.client.request('courier:list', { limit: 1 })
    const next = await staff.manager.client.request('courier:list', { limit: 100, ...(pages.nextCursor && { cursor: pages.nextCursor }) })
    expect(next.couriers.map(({ id }) => id)).not.to.include(pages.couriers[0]?.id)
    expect(await refusal(staff.kitchen.client.request('courier:list', {}))).to.include({ reason: 'role_required' })
  })

  it('let only managers name another courier, and only one that exists', async () => {
    const [one, other] = [known(ann), known(bob)]
    const order = await placeAt('ready_for_pickup')
    const wish = { requestId: requestId(), orderId: order.id }
    expect(await refusal(one.client.request('order:assign', { ...wish, courierId: other.id }))).to.include({ reason: 'role_required' })
    expect(await refusal(staff.manager.client.request('order:assign', wish))).to.deep.include({ details: { fields: ['courierId'] } })
    expect(await refusal(give(order, customer))).to.include({ reason: 'courier_not_found' })
    await take(one, order)
    expect(await refusal(take(other, order))).to.include({ reason: 'assigned_to_another' })
    expect(await refusal(one.client.request('courier:end_shift', { requestId: requestId(), courierId: other.id }))).to.include({
      reason: 'role_required',
    })
    await staff.manager.client.request('courier:end_shift', { requestId: requestId(), courierId: one.id })
    expect(await shiftsOf(one)).to.deep.equal([{ cause: 'manager' }])
  })

  it('let a courier give back what was not picked up, and nothing else', async () => {
    const [one, other] = [known(ann), known(bob)]
    const order = await placeAt('ready_for_pickup')
    await take(one, order)
    const unassign = ({ client }: Pick<Courier, 'client'>) =>
      client.request('order:unassign', { requestId: requestId(), orderId: order.id })
    expect(await refusal(unassign(other))).to.include({ reason: 'assigned_to_another' })
    const { order: free } = await unassign(one)
    expect(free.courier).to.equal(undefined)
    await other.client.pushed(
      'queue:changed',
      ({ order: { id, version, courier } }) => id === order.id && version === free.version && !courier,
    )
    expect((await unassign(one)).order.version, 'again changes nothing').to.equal(free.version)
    await advance(one, order.id, 'in_transit')
    expect(await refusal(unassign(one))).to.include({ reason: 'invalid_transition' })
    // the manager pressed the button while the courier picked the order up
    const late = { requestId: requestId(), orderId: order.id, status: 'ready_for_pickup' as const }
    expect(await refusal(staff.manager.client.request('order:unassign', late))).to.include({ reason: 'invalid_transition' })
    expect(await courierOf(order), 'it stays on the road').to.equal(one.login)
    await unassign(staff.manager)
    expect(await courierOf(order)).to.equal(undefined)
    await take(other, order)
    expect(await courierOf(order), 'nobody had it').to.equal(other.login)
  })

  it('end with what was not picked up in the queue, and an alarm for what was, which a manager hands to another courier', async () => {
    const [one, other] = [known(ann), known(bob)]
    const out = await carry(one)
    const waiting = await placeAt('ready_for_pickup')
    await take(one, waiting)
    await one.client.request('courier:locate', { location: { lat: 48.15, lng: 17.11 } })
    await customer.client.pushed('courier:location_changed', ({ orderId }) => orderId === out.id)
    const ended = await endShift(one)
    expect(ended).to.deep.include({ freed: [waiting.number], stranded: [out.number] })
    await comeBack(one)
    await other.client.pushed(
      'queue:changed',
      ({ order: { id, courier, status } }) => id === waiting.id && status === 'ready_for_pickup' && !courier,
    )
    await staff.manager.client.pushed('order:stranded', ({ orderId }) => orderId === out.id)
    await staff.manager.client.pushed('queue:changed', ({ order: { id, strandedSince } }) => id === out.id && strandedSince !== undefined)
    await give(out, other)
    const { order: shown } = await customer.client.request('order:get', { orderId: out.id })
    expect(shown.courier, 'not where the courier before was').to.deep.equal({ name: other.login })
    await other.client.pushed('queue:changed', ({ order: { id, courier } }) => id === out.id && courier?.isYou === true)
    expect(await refusal(advance(one, out.id, 'delivered'))).to.include({ reason: 'assigned_to_another' })
    expect(await refusal(one.client.request('order:undo', { requestId: requestId(), orderId: out.id }))).to.have.property('reason')
    await collect(other, out)
    expect((await advance(other, out.id, 'delivered')).strandedSince).to.equal(undefined)
    expect((await own(other))?.cash).to.deep.equal(out.total)
    expect((await own(one))?.cash.amount).to.equal(0)
  })

  it('go on with what was stranded when the courier comes back', async () => {
    const courier = known(ann)
    const order = await carry(courier)
    await endShift(courier)
    await comeBack(courier)
    await courier.client.request('courier:start_shift', { requestId: requestId() })
    const { order: shown } = await staff.manager.client.request('order:get', { orderId: order.id })
    expect(shown.strandedSince).to.equal(undefined)
    expect(shown.courier?.name).to.equal(courier.login)
  })

  it('go on with what was stranded when the courier comes back and takes an order, or is given one', async () => {
    const courier = known(ann)
    for (const begin of [(order: Order) => take(courier, order), (order: Order) => give(order, courier)]) {
      const order = await carry(courier)
      await endShift(courier)
      await comeBack(courier)
      await begin(await placeAt('ready_for_pickup'))
      const { order: shown } = await staff.manager.client.request('order:get', { orderId: order.id })
      expect(shown.strandedSince).to.equal(undefined)
      await endShift(courier)
      await comeBack(courier)
    }
  })

  it('end when the courier is disabled: nobody waits for them', async () => {
    const courier = known(ann)
    const [out, waiting] = [await carry(courier), await placeAt('in_preparation')]
    await take(courier, waiting)
    await staff.manager.client.request('staff:disable', { requestId: requestId(), staffId: courier.id })
    await isStrandedOnANode(out)
    await until(async () => (await courierOf(waiting)) === undefined, 'the order is free')
    expect(await shiftsOf(courier)).to.deep.equal([{ cause: 'dismissed' }])
    expect(await refusal(give(waiting, courier))).to.include({ reason: 'courier_not_found' })
    // a manager brings it without another courier
    await collect(staff.manager, out)
    await advance(staff.manager, out.id, 'delivered')
  })

  it('end when the courier has been without a connection for long, but not right after an outage', async () => {
    const courier = known(ann)
    const order = await carry(courier)
    courier.client.close()
    const age = (column: string, minutes: number) =>
      database.database.query(`update shifts set ${column} = now() - make_interval(mins => $2) where courier_id = $1`, [
        courier.id,
        minutes,
      ])
    const isMissed = async () =>
      (await database.database.query('select from shifts where courier_id = $1 and missed_at is not null', [courier.id])).length > 0
    await age('seen_at', 19)
    await endLostShift(database.database)
    expect(await shiftsOf(courier)).to.deep.equal([{ cause: null }])
    await age('seen_at', 21)
    await until(isMissed, 'the courier is missed')
    await seeCouriers(database.database, [courier.id])
    await age('seen_at', 21)
    await until(isMissed, 'the courier is missed again')
    expect(await shiftsOf(courier)).to.deep.equal([{ cause: null }])
    await age('missed_at', 2)
    await isStrandedOnANode(order)
    expect(await shiftsOf(courier)).to.deep.equal([{ cause: 'gone' }])
  })

  it('end without the orders whose preparation was undone: another courier can take these', async () => {
    const [one, other] = [known(ann), known(bob)]
    const order = await placeAt('in_preparation')
    await take(one, order)
    await staff.kitchen.client.request('order:undo', { requestId: requestId(), orderId: order.id })
    await one.client.pushed('courier:changed', ({ courierId }) => courierId === one.id)
    expect((await own(one))?.orders).to.deep.equal([])
    expect(await endShift(one)).to.deep.include({ freed: [], stranded: [] })
    await bring(staff, order, 'ready_for_pickup', 'confirmed')
    expect((await take(other, order)).order.courier).to.deep.include({ isYou: true })
  })

  it('are decided once where two nodes assign, and where a shift ends during a pick-up', async () => {
    const [one, other] = [known(ann), known(bob)]
    let oneElsewhere = await connectStaff(nodes[1], one.token)
    const otherElsewhere = await connectStaff(nodes[1], other.token)
    for (let round = 0; round < 12; round += 1) {
      const order = await placeAt('ready_for_pickup')
      const wish = { orderId: order.id }
      if (one.client.socket.disconnected || oneElsewhere.socket.disconnected) {
        const token = await openSession(database.database, one)
        for (const client of [one.client, oneElsewhere]) client.close()
        one.client = await connectStaff(nodes[0], token)
        oneElsewhere = await connectStaff(nodes[1], token)
      }
      await Promise.allSettled([
        one.client.request('order:assign', { requestId: requestId(), ...wish }),
        otherElsewhere.request('order:assign', { requestId: requestId(), ...wish }),
        managerElsewhere.request('order:assign', { requestId: requestId(), ...wish, courierId: (round % 2 === 0 ? one : other).id }),
        managerElsewhere.request('courier:end_shift', { requestId: requestId(), courierId: one.id }),
        oneElsewhere.request('order:advance', { requestId: requestId(), ...wish, to: 'in_transit' }),
        one.client.request('courier:end_shift', { requestId: requestId() }),
      ])
    }
    const hanging = await database.database.query(
      `select o.number, o.status from orders o where o.courier_id = any ($1) and o.status = any (courier_statuses())
         and (o.status <> 'in_transit' or o.stranded_at is null)
         and not exists (select from shifts s where s.courier_id = o.courier_id and s.ended_at is null)`,
      [[one.id, other.id]],
    )
    expect(hanging, 'orders of couriers who are not on shift').to.deep.equal([])
    for (const client of [oneElsewhere, otherElsewhere]) client.close()
  })
})
