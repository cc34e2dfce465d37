import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { refreshLateOrders } from '../../src/orders/late.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

const minuteMs = 60_000
const atMs = (moment: string | undefined) => Date.parse(moment ?? '')

describe('what was promised', () => {
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

  const place = async (more = {}, who = customer) => (await who.client.request('order:place', placement(productId, more))).order
  const orderOf = async ({ id: orderId }: Pick<Order, 'id'>) => (await customer.client.request('order:get', { orderId })).order

  describe('when the kitchen needs more time', () => {
    const delay = (member: Staff[keyof Staff], { id: orderId }: Pick<Order, 'id'>, minutes = 10, requestId = randomUUID()) =>
      member.client.request('order:delay', { requestId, orderId, minutes })

    it('is told anew, with the reason, and stays the promise', async () => {
      const order = await place()
      await bring(staff, order, 'in_preparation')
      const before = await orderOf(order)
      const { order: ticket } = await delay(staff.kitchen, order)
      const { data } = await customer.client.pushed(
        'order:eta_changed',
        ({ data: { orderId, cause } }) => orderId === order.id && cause === 'kitchen',
      )
      expect(data.version)
        .to.equal(before.version + 1)
        .and.equal(ticket.version)
      expect(atMs(data.eta.latest)).to.be.closeTo(atMs(before.eta.latest) + 10 * minuteMs, minuteMs)
      expect(data.eta.promised).to.equal(order.eta.promised)
      const { data: told } = await customer.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === order.id && notification.title.includes('longer'),
      )
      expect(told.notification.body).to.match(/^The kitchen needs more time\. It should arrive between .+ and .+\.$/)
      expect(ticket.delayMinutes).to.equal(10)
      expect((await orderOf(order)).delayMinutes).to.equal(10)
      await staff.manager.client.pushed('queue:changed', ({ order: { id, version } }) => id === order.id && version === ticket.version)
    })

    it('is told in the language of the customer', async () => {
      const slovak = await arrive(gateway)
      await gateway.database.query("update store set locales = '{en,sk}'")
      await gateway.database.query("update accounts set locale = 'sk' where id = $1", [slovak.id])
      const order = await place({}, slovak)
      await delay(staff.manager, order)
      const { data } = await slovak.client.pushed('notification:created')
      expect(data.notification.title).to.equal(`Objednávka ${order.number} bude o niečo neskôr`)
      slovak.client.close()
    })

    it('keeps that time through the next steps and estimates, until the order is ready', async () => {
      const order = await place()
      await advance(staff.warehouse, order.id, 'confirmed')
      await delay(staff.kitchen, order, 15)
      await delay(staff.manager, order, 15)
      const later = atMs(order.eta.latest) + 30 * minuteMs
      expect(atMs((await orderOf(order)).eta.latest)).to.be.closeTo(later, minuteMs)
      await advance(staff.kitchen, order.id, 'in_preparation')
      await refreshLateOrders(gateway.database)
      expect(atMs((await orderOf(order)).eta.latest)).to.be.closeTo(later, minuteMs)
      await advance(staff.kitchen, order.id, 'ready_for_pickup')
      const ready = await orderOf(order)
      expect(atMs(ready.eta.latest)).to.be.lessThan(atMs(order.eta.latest))
      expect(ready.delayMinutes).to.equal(30)
    })

    it('moves a time that the customer chose', async () => {
      const at = new Date(Date.now() + 5 * 3_600_000).toISOString()
      const order = await place({ delivery: { address: 'Hlavná 1', at } })
      await delay(staff.manager, order, 20)
      expect(atMs((await orderOf(order)).eta.latest)).to.equal(atMs(order.eta.latest) + 20 * minuteMs)
    })

    it('is told once for a requestId', async () => {
      const order = await place()
      const requestId = randomUUID()
      const answers = await Promise.all([delay(staff.manager, order, 10, requestId), delay(staff.manager, order, 10, requestId)])
      for (const answer of answers) expect(answer.order).to.include({ version: 2, delayMinutes: 10 })
      expect(await refusal(delay(staff.manager, order, 20, requestId))).to.include({ reason: 'request_id_reused' })
    })

    it('is refused once the order is ready, and to those who do not cook it', async () => {
      const order = await place()
      expect(await refusal(delay(staff.kitchen, order))).to.include({ reason: 'cannot_delay_order' })
      await bring(staff, order, 'ready_for_pickup')
      expect(await refusal(delay(staff.kitchen, order))).to.deep.include({
        code: 'failed_precondition',
        reason: 'cannot_delay_order',
        details: { status: 'ready_for_pickup' },
      })
      expect(await refusal(delay(staff.courier, order))).to.include({ reason: 'role_required' })
      expect(await refusal(delay(staff.manager, { id: randomUUID() }))).to.include({ reason: 'order_not_found' })
      for (const minutes of [0, 121, 1.5])
        expect(await refusal(delay(staff.manager, order, minutes))).to.include({ code: 'invalid_argument' })
    })
  })
})
