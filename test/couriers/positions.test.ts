import { expect } from 'chai'
import type { Location } from '../../src/contract/index.ts'
import { connectCustomer, connectStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const [square, bridge, vienna] = [
  { lat: 48.1445, lng: 17.1109 },
  { lat: 48.145, lng: 17.111 },
  { lat: 48.2082, lng: 16.3738 },
] as const

const ago = (seconds: number) => new Date(Date.now() - 1000 * seconds).toISOString()

describe("the courier's position", () => {
  let database: TestDatabase
  let nodes: [TestGateway, TestGateway]
  let staff: Staff
  let order: { id: string }
  let judged: number
  let courier: Awaited<ReturnType<typeof follow>>

  before(async () => {
    database = await createTestDatabase()
    const onAnswer = (sql: string) => {
      if (sql.includes('locate_courier')) judged += 1
    }
    nodes = [await startTestGateway({ on: database, onAnswer }), await startTestGateway({ on: database, onAnswer })]
    staff = await staffOf(nodes[0])
  })
  after(async () => {
    await Promise.all(nodes.map((node) => node.stop()))
    await database.drop()
  })

  /** A courier who carries an order, connected to both nodes, and the order's customer on the first node. */
  const follow = async () => {
    const [person, customer] = [await makePerson(database.database, 'courier'), await makePerson(database.database)]
    const [client, elsewhere] = [await connectStaff(nodes[0], person.token), await connectStaff(nodes[1], person.token)]
    const watching = await connectCustomer(nodes[0], customer.token)
    const placed = await watching.request('order:place', placement((await anyDish(nodes[0])).id))
    await bring(staff, placed.order, 'ready_for_pickup')
    await advance({ client }, placed.order.id, 'in_transit')
    order = placed.order
    const stored = async () => {
      const [row] = await database.database.query<Location & { at: string }>(
        'select lat, lng, rfc3339(at) as at from courier_positions where account_id = $1',
        [person.id],
      )
      return row
    }
    return {
      here: client,
      elsewhere,
      watching,
      stored,
      /** Resolves when this is where the courier is. */
      isAt: (place: Location, at?: string) =>
        until(async () => expect(await stored()).to.deep.include({ ...place, ...(at !== undefined && { at }) }), 'the position is stored'),
      /** Resolves when so many positions have been stored or rejected. */
      settled: (positions: number) => until(() => judged === positions, 'PostgreSQL has judged the positions'),
      leave: () => {
        for (const each of [client, elsewhere, watching]) each.close()
      },
    }
  }

  beforeEach(async () => {
    courier = await follow()
    judged = 0
  })
  afterEach(() => courier.leave())

  it('is where they were last, although an older fix arrives later at another node', async () => {
    const [older, at] = [ago(4), ago(2)]
    await courier.elsewhere.request('courier:locate', { location: bridge, at })
    await courier.isAt(bridge, at)
    await courier.here.request('courier:locate', { location: square, at: older })
    await courier.settled(2)
    expect(await courier.stored()).to.deep.equal({ ...bridge, at })
    const shown = (await courier.watching.request('order:get', { orderId: order.id })).order.courier
    expect(shown?.location).to.deep.equal(bridge)
    expect(courier.watching.heard.map(({ event }) => event)).not.to.include('courier:location_changed')
  })

  it('is the newest of those that one node was told within a second', async () => {
    const [first, between, at] = [ago(9), ago(6), ago(3)]
    await courier.here.request('courier:locate', { location: square, at: first })
    await courier.here.request('courier:locate', { location: bridge, at })
    await courier.here.request('courier:locate', { location: square, at: between })
    await courier.isAt(bridge, at)
  })

  it('is shown with the time of the fix', async () => {
    const at = ago(5)
    await courier.here.request('courier:locate', { location: square, at, heading: 10 })
    const shown = await courier.watching.pushed('courier:location_changed')
    expect(shown).to.deep.equal({ orderId: order.id, location: square, at, heading: 10 })
  })

  it('has the time of its arrival unless the device says one', async () => {
    await courier.here.request('courier:locate', { location: square })
    const { at } = await courier.watching.pushed('courier:location_changed')
    expect(Math.abs(Date.now() - Date.parse(at))).to.be.lessThan(20_000)
  })

  it('may be a little ahead of the clock, and counts as now; a minute ahead is refused', async () => {
    await courier.here.request('courier:locate', { location: square, at: ago(-40) })
    await courier.isAt(square)
    expect(Date.parse((await courier.stored())?.at ?? '')).to.be.at.most(Date.now())
    const refused = await refusal(courier.here.request('courier:locate', { location: bridge, at: ago(-90) }))
    expect(refused).to.deep.include({ code: 'invalid_argument', details: { fields: ['at'] } })
  })

  it('is never 0, 0, which is what devices report that do not know it', async () => {
    await courier.here.request('courier:locate', { location: { lat: 0, lng: 0 } })
    await courier.here.request('courier:locate', { location: square })
    await courier.isAt(square)
    const places = courier.watching.heard.filter(({ event }) => event === 'courier:location_changed')
    expect(JSON.stringify(places)).not.to.include('"lat":0,')
  })

  it('does not jump faster than a vehicle', async () => {
    await courier.here.request('courier:locate', { location: square, at: ago(30) })
    await courier.isAt(square)
    await courier.elsewhere.request('courier:locate', { location: vienna, at: ago(20) })
    await courier.settled(2)
    expect(await courier.stored()).to.deep.include(square)
    await courier.here.request('courier:locate', { location: bridge, at: ago(10) })
    await courier.isAt(bridge)
  })

  it('follows a jump that the next fix confirms: then the earlier one was wrong', async () => {
    await courier.here.request('courier:locate', { location: vienna, at: ago(30) })
    await courier.isAt(vienna)
    await courier.elsewhere.request('courier:locate', { location: square, at: ago(20) })
    await courier.settled(2)
    await courier.here.request('courier:locate', { location: bridge, at: ago(10) })
    await courier.isAt(bridge)
  })

  it('is not shown when its fix is older than two minutes', async () => {
    await courier.here.request('courier:locate', { location: square, at: ago(150) })
    await courier.isAt(square)
    await courier.here.request('order:get', { orderId: order.id })
    expect(courier.watching.heard.map(({ event }) => event)).not.to.include('courier:location_changed')
  })
})
