import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { ensureDemoAccounts } from '../../src/accounts/demo-accounts.ts'
import { createPasswordHasher } from '../../src/accounts/passwords.ts'
import { startAutopilot } from '../../src/autopilot/autopilot.ts'
import type { Order } from '../../src/contract/index.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { confirm } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const minuteMs = 60_000

describe('the door', () => {
  const log: string[] = []
  let gateway: TestGateway
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway({ env: { LOG_LEVEL: 'trace' }, log: (line) => log.push(line) })
    await gateway.database.query('update store set delivery_pin = true, door_minutes = 12')
    staff = await staffOf(gateway)
  })
  after(() => gateway.stop())
  beforeEach(async () => {
    customer = await arrive(gateway)
  })
  afterEach(() => customer.client.close())

  const place = async (more: Parameters<typeof placement>[1] = {}): Promise<Order> => {
    const { id } = await anyDish(gateway)
    return (await customer.client.request('order:place', placement(id, more))).order
  }
  const load = async ({ id }: Order) => (await customer.client.request('order:get', { orderId: id })).order
  /** An order that is paid for and on its way. */
  const ride = async (more: Parameters<typeof placement>[1] = {}): Promise<Order> => {
    const order = await place({ paymentMethod: 'card', ...more })
    const waiting = await until(async () => {
      const now = await load(order)
      return now.payment.nextAction ? now : undefined
    }, 'the payment waits')
    if (!waiting) throw new Error('no payment')
    await confirm(gateway, waiting, 'succeeded')
    await until(async () => (await load(order)).status === 'placed', 'it is paid')
    await bring(staff, order, 'in_transit')
    return load(order)
  }
  const step = ({ id: orderId }: Order, to: 'delivered' | 'returned', more: { pin?: string; reason?: string; requestId?: string } = {}) =>
    staff.courier.client.request('order:advance', { requestId: randomUUID(), orderId, to, ...more })
  const wait = ({ id: orderId }: Order) => staff.courier.client.request('order:wait_at_door', { requestId: randomUUID(), orderId })
  const carried = async ({ id: orderId }: Order) => (await staff.courier.client.request('order:get', { orderId })).order
  const wrong = (pin: string) => String((Number(pin) + 1) % 10_000).padStart(4, '0')

  it('has a PIN that the customer knows while the order is on its way, and the staff never', async () => {
    const order = await ride()
    const { pin = '' } = order
    expect(pin).to.match(/^\d{4}$/)
    expect((await refusal(step(order, 'delivered'))).reason).to.equal('pin_required')
    // the courier's device lost the answer and asks again
    const requestId = randomUUID()
    for (let time = 0; time < 2; time += 1) {
      const refused = await refusal(step(order, 'delivered', { pin: wrong(pin), requestId }))
      expect([refused.reason, refused.details]).to.deep.equal(['wrong_pin', { triesLeft: 4 }])
    }
    expect((await carried(order)).pinTriesLeft).to.equal(4)
    await step(order, 'delivered', { pin })
    expect((await load(order)).pin).to.equal(undefined)
    const seen = JSON.stringify(Object.values(staff).map(({ client }) => client.heard))
    expect(seen).not.to.include(`"${pin}"`)
    expect(seen).not.to.include('"pin"')
    expect(log.join('\n')).not.to.match(/"pin"/)
    const [stored] = await gateway.database.query<{ pin: string | null }>('select pin from orders where id = $1', [order.id])
    expect(stored?.pin).to.equal(null)
  })

  it('locks the PIN after five wrong tries, also at the same time: then only a manager delivers', async () => {
    const order = await ride()
    const { pin = '' } = order
    const requestId = randomUUID()
    const lost = await refusal(step(order, 'delivered', { pin: wrong(pin), requestId }))
    expect(lost.details).to.deep.equal({ triesLeft: 4 })
    const tries = Array.from({ length: 7 }, () => refusal(step(order, 'delivered', { pin: wrong(pin) })))
    // another PIN in the same request is another try
    const answers = await Promise.all([...tries, refusal(step(order, 'delivered', { pin: wrong(wrong(pin)), requestId }))])
    expect(answers.map(({ details }) => Object(details).triesLeft).toSorted()).to.deep.equal([0, 0, 0, 0, 0, 1, 2, 3])
    expect((await refusal(step(order, 'delivered', { pin }))).reason, 'the right one comes too late').to.equal('wrong_pin')
    await advance(staff.manager, order.id, 'delivered')
  })

  it('asks no PIN of an order that is paid at the door, or that is put down there', async () => {
    const cash = await place()
    await bring(staff, cash, 'delivered')
    const delivery = { address: 'Hlavná 1, Bratislava', leaveAtDoor: true }
    const put = await ride({ delivery })
    expect(put.pin).to.equal(undefined)
    expect((await carried(put)).delivery.leaveAtDoor).to.equal(true)
    await step(put, 'delivered')
    expect(await refusal(place({ delivery }))).to.include({ code: 'failed_precondition', reason: 'cannot_leave_at_door' })
    const { items } = placement((await anyDish(gateway)).id)
    const { obstacles } = await customer.client.request('order:quote', { items, delivery, paymentMethod: 'pos' })
    expect(obstacles).to.deep.equal([{ reason: 'cannot_leave_at_door', details: {} }])
  })

  it('does not put an order down whose payment was changed to cash', async () => {
    const order = await place({ paymentMethod: 'card', delivery: { address: 'Hlavná 1', leaveAtDoor: true } })
    await customer.client.request('payment:retry', { requestId: randomUUID(), orderId: order.id, method: 'cash' })
    expect((await load(order)).delivery.leaveAtDoor).to.equal(undefined)
  })

  it('tells the customer until when the courier waits, who then may return the order', async () => {
    const order = await ride()
    const { order: waiting } = await wait(order)
    expect(Math.abs(Date.parse(waiting.atDoorUntil ?? '') - Date.now() - 12 * minuteMs)).to.be.lessThan(minuteMs)
    expect((await wait(order)).order.atDoorUntil, 'once').to.equal(waiting.atDoorUntil)
    await customer.client.pushed('notification:created', ({ data }) => data.notification.title.includes('at the door'))
    expect((await load(order)).atDoorUntil).to.equal(waiting.atDoorUntil)
    const early = await refusal(step(order, 'returned', { reason: 'No answer at the door' }))
    expect([early.reason, early.details]).to.deep.equal(['still_waiting', { until: waiting.atDoorUntil }])
    await gateway.database.query("update orders set at_door_until = now() - interval '1 second' where id = $1", [order.id])
    await step(order, 'returned', { reason: 'No answer at the door' })
    expect((await load(order)).atDoorUntil).to.equal(undefined)
    expect((await refusal(wait(order))).reason).to.equal('not_at_door')
  })

  it('starts a new wait with another courier', async () => {
    const order = await ride()
    await wait(order)
    const other = await connectNewStaff(gateway, 'courier')
    const assignment = { requestId: randomUUID(), orderId: order.id, courierId: other.id }
    await staff.manager.client.request('order:assign', assignment)
    expect((await load(order)).atDoorUntil).to.equal(undefined)
    const { order: waiting } = await other.client.request('order:wait_at_door', { requestId: randomUUID(), orderId: order.id })
    const early = await refusal(other.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'returned' }))
    expect([early.reason, early.details]).to.deep.equal(['still_waiting', { until: waiting.atDoorUntil }])
    other.client.close()
  })

  it('shows the numbers to each other only while the order is on its way, and only if both agree', async () => {
    await customer.client.request('account:update', { phone: '+421 900 111 222' })
    const order = await ride()
    const numbers = async () => [(await load(order)).courier?.phone, (await carried(order)).customerPhone]
    await staff.courier.client.request('courier:set_phone', { phone: '+421 900 333 444' })
    expect(await numbers(), 'the customer has not agreed').to.deep.equal([undefined, undefined])
    await customer.client.request('account:update', { showsPhone: true })
    expect(await numbers()).to.deep.equal(['+421 900 333 444', '+421 900 111 222'])
    const managers = (await staff.manager.client.request('order:get', { orderId: order.id })).order
    expect(managers.customerPhone).to.equal(undefined)
    await step(order, 'delivered', { pin: order.pin ?? '' })
    expect((await load(order)).courier?.phone).to.equal(undefined)
    const kept = await gateway.database.query<{ text: string }>(
      `select string_agg(x.text, ' ') as text from (
         select e.data::text from feed_events e union all select a.answer::text from answers a union all select n.body from notifications n) x (text)`,
    )
    expect(kept[0]?.text).not.to.match(/900 333 444|900 111 222/)
    expect(await staff.courier.client.request('courier:set_phone', { phone: null })).to.deep.equal({})
    expect(await staff.courier.client.request('courier:set_phone', {})).to.deep.equal({})
  })

  it('is opened for the autopilot of the demo too, which is told the PIN', async () => {
    await ensureDemoAccounts(gateway.database, createPasswordHasher())
    const order = await place({ paymentMethod: 'card' })
    await confirm(gateway, order, 'succeeded')
    const pilot = await startAutopilot({
      url: gateway.url,
      store: { lat: 48.1, lng: 17.1 },
      stepMs: 1,
      pinOf: async (id) => (await gateway.database.query<{ pin: string }>('select pin from orders where id = $1', [id]))[0]?.pin,
      onError: () => undefined,
    })
    await until(async () => (await load(order)).status === 'delivered', 'it is delivered')
    pilot.stop()
  })
})
