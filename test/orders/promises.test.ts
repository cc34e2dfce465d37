import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { refreshLateOrders } from '../../src/orders/late.ts'
import { releaseOrders } from '../../src/orders/release.ts'
import { endUnconfirmed } from '../../src/orders/unconfirmed.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { copyOrder } from '../support/largest.ts'
import { advance, anyDish, bring, neverReject, placement, type Staff, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { refusal } from '../support/refusal.ts'
import { confirm } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

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
      expect(told.notification.body).to.match(/^We need more time\. It should arrive between .+ and .+\.$/)
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
      expect(data.notification.title).to.equal(`Objednávka ${order.number} príde o niečo neskôr`)
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

  describe('for a time that the customer chose', () => {
    const inMinutes = (minutes: number) => new Date(Date.now() + minutes * minuteMs).toISOString()
    const placeFor = (minutes: number) => place({ delivery: { address: 'Hlavná 1', at: inMinutes(minutes) } })
    /** As if that many minutes had passed. */
    const pass = (order: Pick<Order, 'id'>, minutes: number) =>
      gateway.database.query("update orders set deliver_at = deliver_at - $2 * interval '1 minute' where id = $1", [order.id, minutes])
    const listed = async (member: Staff[keyof Staff], scheduled?: boolean) =>
      (await member.client.request('queue:list', { ...(scheduled !== undefined && { scheduled }), limit: 100 })).orders
    const idsOf = (orders: readonly { id: string }[]) => orders.map(({ id }) => id)

    it('is in the queue from the start when its work must begin sooner', async () => {
      const { id } = await placeFor(1.5)
      const [stored] = await gateway.database.query<{ atOnce: boolean }>(
        'select coalesce(released_at = placed_at, false) as "atOnce" from orders where id = $1',
        [id],
      )
      expect(stored).to.deep.equal({ atOnce: true })
      expect((await listed(staff.manager)).find((order) => order.id === id)).not.to.have.property('comesAt')
    })

    it('waits apart, and comes to the queue ten minutes before its work must begin', async () => {
      const order = await placeFor(300)
      const now = await place()
      const [waiting] = (await listed(staff.manager, true)).filter(({ id }) => id === order.id)
      expect(atMs(waiting?.workBeginsAt) - atMs(waiting?.comesAt)).to.equal(10 * minuteMs)
      expect(idsOf(await listed(staff.manager, false)))
        .to.include(now.id)
        .and.not.include(order.id)
      expect(idsOf(await listed(staff.manager)), 'both').to.include.members([now.id, order.id])

      await pass(order, (atMs(waiting?.comesAt) - Date.now()) / minuteMs + 0.01)
      for (const role of ['warehouse', 'manager'] as const) {
        const { order: released } = await staff[role].client.pushed(
          'queue:changed',
          ({ order: { id, comesAt } }) => id === order.id && comesAt === undefined,
        )
        expect(released.version).to.equal(2)
      }
      expect(idsOf(await listed(staff.warehouse, false))).to.include(order.id)
      expect(idsOf(await listed(staff.warehouse, true))).not.to.include(order.id)
      await bring(staff, order, 'delivered')
    })

    it('hides no order for now, however many there are for later', async () => {
      const now = await place()
      const [later] = await gateway.database.query<{ id: string }>('select id from orders where id = $1', [
        (await placeFor(7 * 24 * 60)).id,
      ])
      await copyOrder(gateway.database, later?.id ?? '', 500)
      for (const scheduled of [undefined, false]) expect(idsOf(await listed(staff.warehouse, scheduled))).to.include(now.id)
      const { orders } = await staff.warehouse.client.request('pick:list', {})
      expect(idsOf(orders)).to.include(now.id).and.not.include(later?.id)
      await gateway.database.query("update orders set status = 'cancelled' where deliver_at > now() + interval '6 days'")
    })

    it('cannot be begun long before, except by a manager', async () => {
      const order = await placeFor(13 * 24 * 60)
      const [{ work = '', comes = '' } = {}] = await gateway.database.query<{ work: string; comes: string }>(
        'select rfc3339(work_begins_at) as work, rfc3339(comes_at) as comes from order_rows where id = $1',
        [order.id],
      )
      const details = { workBeginsAt: work, comesAt: comes }
      expect(await refusal(advance(staff.warehouse, order.id, 'confirmed'))).to.deep.include({
        code: 'failed_precondition',
        reason: 'too_early',
        details,
      })
      expect((await advance(staff.manager, order.id, 'confirmed')).comesAt, 'it still waits').to.equal(comes)
      expect(await refusal(advance(staff.kitchen, order.id, 'in_preparation'))).to.deep.include({ reason: 'too_early', details })
      const begun = () => advance(staff.manager, order.id, 'in_preparation')
      expect(await begun()).not.to.have.property('comesAt')
      const undone = await staff.manager.client.request('order:undo', { requestId: randomUUID(), orderId: order.id })
      expect(undone.order.comesAt, 'it waits again').to.equal(comes)
      expect(await refusal(advance(staff.kitchen, order.id, 'in_preparation'))).to.include({ reason: 'too_early' })
      await begun()
      await advance(staff.kitchen, order.id, 'ready_for_pickup')
    })

    it('is taken on without the background work too, once it is time', async () => {
      const order = await placeFor(40)
      await gateway.database.query("update orders set deliver_at = now() + interval '1 minute' where id = $1", [order.id])
      await advance(staff.warehouse, order.id, 'confirmed')
      await advance(staff.kitchen, order.id, 'in_preparation')
    })
  })

  describe('for a later day', () => {
    const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * minuteMs).toISOString()
    const orderOfDish = (dish: string, quantity: number, days?: number) => ({
      items: [{ productId: dish, quantity }],
      delivery: { address: 'Hlavná 1', ...(days !== undefined && { at: inDays(days) }) },
    })
    const stockOf = async (ingredientId: string) => {
      const [row] = await gateway.database.query<{ reserved: number; requested: number }>(
        'select reserved::int, requested::int from current_stock where ingredient_id = $1',
        [ingredientId],
      )
      return row
    }
    /** Its day has come: work begins in five minutes. */
    const release = async ({ id }: Pick<Order, 'id'>) => {
      await gateway.database.query(
        `update orders o set deliver_at = w.at, eta_promised = o.eta_promised + (w.at - o.deliver_at)
         from (select now() + (x.cooking_minutes + x.delivery_minutes + 5) * interval '1 minute' as at from orders x where x.id = $1) w where o.id = $1`,
        [id],
      )
      await staff.manager.client.pushed('queue:changed', ({ order }) => order.id === id && order.comesAt === undefined)
    }

    it('takes nothing of the stock until its day, and then what it needs', async () => {
      const { productId: dish, ingredientId } = await makeOwnDish(gateway, { onHand: 10, restockMinutes: null })
      const content = orderOfDish(dish, 12, 3)
      const quote = await customer.client.request('order:quote', { ...content, paymentMethod: 'cash' })
      expect(quote.shortages).to.deep.equal([])
      const large = await place(content)
      const later = await place(orderOfDish(dish, 4, 3))
      const now = await place(orderOfDish(dish, 6))
      expect(await stockOf(ingredientId), 'only of today').to.deep.equal({ reserved: 6, requested: 0 })
      const soon = await refusal(customer.client.request('order:place', placement(dish, orderOfDish(dish, 5, 0.5))))
      expect(soon.reason, 'one of the same day').to.equal('insufficient_stock')

      await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: large.id, reason: 'other' })
      await release(later)
      expect(await stockOf(ingredientId)).to.deep.equal({ reserved: 10, requested: 0 })
      for (const order of [later, now]) await bring(staff, order, 'delivered')
      expect(await stockOf(ingredientId)).to.deep.equal({ reserved: 0, requested: 0 })
      const [{ planned = 1 } = {}] = await gateway.database.query<{ planned: number }>(
        'select count(*)::int as planned from planned_reservations where order_id = any ($1)',
        [[large.id, later.id]],
      )
      expect(planned, 'no plan is left behind').to.equal(0)
    })

    it('waits for the store where something is missing on its day; the managers and the customer are told', async () => {
      const { productId: dish, ingredientId } = await makeOwnDish(gateway, { onHand: 1, restockMinutes: 40 }, 'Saffron')
      const order = await place(orderOfDish(dish, 2, 2))
      await release(order)
      const short = await staff.manager.client.pushed('order:short', ({ orderId }) => orderId === order.id)
      expect(short).to.deep.equal({ orderId: order.id, ingredients: [{ id: ingredientId, name: 'Saffron' }], arrives: true })
      expect((await stockOf(ingredientId))?.requested, 'the store is asked').to.equal(50)
      const { data } = await customer.client.pushed('order:eta_changed', ({ data: { orderId } }) => orderId === order.id)
      expect(data.cause).to.equal('stock')
      const { data: told } = await customer.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === order.id,
      )
      expect(told.notification.title).to.equal(`Order ${order.number} will be later`)
      expect(await advance(staff.warehouse, order.id, 'confirmed')).to.have.property('shortSince')
      expect(await refusal(advance(staff.kitchen, order.id, 'in_preparation'))).to.deep.include({ details: { ingredients: ['Saffron'] } })
      await staff.warehouse.client.request('stock:receive', { requestId: randomUUID(), ingredientId, quantity: 50 })
      expect(await advance(staff.kitchen, order.id, 'in_preparation')).not.to.have.property('shortSince')
    })

    it('takes nothing from orders that reserved before its day, even where nothing more can be had', async () => {
      const { productId: dish } = await makeOwnDish(gateway, { onHand: 3, restockMinutes: null }, 'Truffle')
      const later = await place(orderOfDish(dish, 2, 2))
      const now = await place(orderOfDish(dish, 2))
      await release(later)
      expect(await staff.manager.client.pushed('order:short', ({ orderId }) => orderId === later.id)).to.include({ arrives: false })
      const { data: told } = await customer.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === later.id,
      )
      expect(told.notification.title).to.equal(`Something is missing for order ${later.number}`)
      for (const { id } of [later, now]) await advance(staff.warehouse, id, 'confirmed')
      expect(await refusal(advance(staff.kitchen, later.id, 'in_preparation'))).to.include({ reason: 'insufficient_stock' })
      await advance(staff.kitchen, now.id, 'in_preparation')
      await advance(staff.manager, later.id, 'rejected')
    })

    it('is as it was where a manager begins before and something is missing', async () => {
      const { productId: dish, ingredientId } = await makeOwnDish(gateway, { onHand: 3, restockMinutes: 40 })
      const order = await place(orderOfDish(dish, 4, 5))
      await advance(staff.manager, order.id, 'confirmed')
      const before = await orderOf(order)
      expect(await refusal(advance(staff.manager, order.id, 'in_preparation'))).to.include({ reason: 'insufficient_stock' })
      expect(await stockOf(ingredientId)).to.deep.equal({ reserved: 0, requested: 0 })
      expect(await orderOf(order)).to.deep.equal(before)
      const told = "select from outbox where event = 'order:short' and data ->> 'orderId' = $1"
      expect(await gateway.database.query(told, [order.id]), 'the managers are told nothing').to.deep.equal([])
      // it still reserves when its day comes
      await release(order)
      expect((await stockOf(ingredientId))?.requested).to.equal(50)
    })

    it('reserves at once where a manager begins before', async () => {
      const { productId: dish, ingredientId } = await makeOwnDish(gateway, { onHand: 2, restockMinutes: null })
      const [order, other] = [await place(orderOfDish(dish, 2, 5)), await place(orderOfDish(dish, 1, 5))]
      for (const { id } of [order, other]) await advance(staff.manager, id, 'confirmed')
      await advance(staff.manager, order.id, 'in_preparation')
      await staff.manager.client.request('order:undo', { requestId: randomUUID(), orderId: order.id })
      expect(await stockOf(ingredientId), 'it waits again').to.deep.equal({ reserved: 0, requested: 0 })
      await place(orderOfDish(dish, 1)).then(({ id }) => advance(staff.manager, id, 'rejected'))
      await advance(staff.manager, order.id, 'in_preparation')
      expect(await stockOf(ingredientId)).to.deep.equal({ reserved: 0, requested: 0 })
      expect(await refusal(advance(staff.manager, other.id, 'in_preparation'))).to.include({ reason: 'insufficient_stock' })
      await advance(staff.manager, other.id, 'rejected')
      expect(await stockOf(ingredientId)).to.deep.equal({ reserved: 0, requested: 0 })
    })
  })

  describe('to confirm orders soon', () => {
    before(() => gateway.database.query('update store set confirm_within_minutes = 5, reject_after_minutes = 15'))
    after(() => neverReject(gateway))

    /** As if the order had had its status for that many minutes. */
    const age = (order: Pick<Order, 'id'>, minutes: number) =>
      gateway.database.query(
        `update orders set placed_at = placed_at - $2 * interval '1 minute', released_at = released_at - $2 * interval '1 minute',
           timeline = jsonb_set(timeline, array[(jsonb_array_length(timeline) - 1)::text, 'at'], to_jsonb(rfc3339(now() - $2 * interval '1 minute')))
         where id = $1`,
        [order.id, minutes],
      )
    const alarms = (order: Pick<Order, 'id'>) =>
      staff.manager.client.heard.filter(
        ({ event, payload }) => event === 'order:overdue' && JSON.stringify(payload) === JSON.stringify({ orderId: order.id }),
      ).length
    /** The work of both nodes, as often as they like. */
    const work = () => Promise.all([endUnconfirmed(gateway.database), endUnconfirmed(gateway.database)])

    it('tells the managers once of one that waits for longer', async () => {
      const [order, inTime, confirmed] = [await place(), await place(), await place()]
      await advance(staff.warehouse, confirmed.id, 'confirmed')
      for (const each of [order, confirmed]) await age(each, 6)
      await age(inTime, 4)
      await work()
      await staff.manager.client.pushed('order:overdue', ({ orderId }) => orderId === order.id)
      const { order: shown } = await staff.manager.client.pushed(
        'queue:changed',
        ({ order: { id, overdueSince } }) => id === order.id && overdueSince !== undefined,
      )
      expect(shown.version).to.equal(2)
      await work()
      await staff.manager.client.request('queue:list', {})
      expect([order, inTime, confirmed].map(alarms)).to.deep.equal([1, 0, 0])
      expect((await advance(staff.warehouse, order.id, 'confirmed')).overdueSince).to.equal(undefined)
    })

    it('rejects one that nobody confirms at all, tells the customer why in their language, and refunds it once', async () => {
      const slovak = await arrive(gateway)
      await gateway.database.query("update store set locales = '{en,sk}'")
      await gateway.database.query("update accounts set locale = 'sk' where id = $1", [slovak.id])
      const waiting = await place({ paymentMethod: 'card' }, slovak)
      const load = async () => (await slovak.client.request('order:get', { orderId: waiting.id })).order
      await until(async () => (await load()).payment.nextAction !== undefined, 'it can be paid')
      await confirm(gateway, await load(), 'succeeded')
      await slovak.client.pushed('order:status_changed', ({ data }) => data.order.status === 'placed')
      await age(waiting, 16)
      await work()
      const { data } = await slovak.client.pushed('order:status_changed', ({ data: { order } }) => order.status === 'rejected')
      expect(data.order.reason).to.equal('Nestihli sme ju včas potvrdiť.')
      const { data: told } = await slovak.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === waiting.id && notification.title.includes('nemôžeme'),
      )
      expect(told.notification.body).to.match(/^Je nám to ľúto\. Vraciame vám, čo ste zaplatili\. Nestihli sme ju včas potvrdiť\.$/)
      const refunds = async () => (await slovak.client.request('payment:get', { orderId: waiting.id })).payment.refunds
      await until(async () => (await refunds())[0]?.status === 'succeeded', 'the money goes back')
      await work()
      expect((await refunds()).map(({ amount }) => amount)).to.deep.equal([waiting.total])
      expect((await slovak.client.request('notification:list', {})).notifications, 'of the refund too').to.have.length(1)
      const [{ held = 1 } = {}] = await gateway.database.query<{ held: number }>(
        'select count(*)::int as held from reservations where order_id = $1',
        [waiting.id],
      )
      expect(held, 'nothing is reserved any more').to.equal(0)
      slovak.client.close()
    })

    it('counts an order for later from when it came to the queue', async () => {
      const at = new Date(Date.now() + 300 * minuteMs).toISOString()
      const order = await place({ delivery: { address: 'Hlavná 1', at } })
      await age(order, 60)
      await work()
      expect((await orderOf(order)).status).to.equal('placed')
      expect(alarms(order)).to.equal(0)
      await gateway.database.query("update orders set deliver_at = now() + interval '1 minute' where id = $1", [order.id])
      await releaseOrders(gateway.database)
      await age(order, 6)
      await work()
      await staff.manager.client.pushed('order:overdue', ({ orderId }) => orderId === order.id)
      await age(order, 16)
      // the gateway's own round may hold the order at the moment
      await until(async () => {
        await work()
        return (await orderOf(order)).status === 'rejected'
      }, 'it is rejected')
    })

    it('does nothing where the shop does not say after how long', async () => {
      await neverReject(gateway)
      const order = await place()
      await age(order, 600)
      await work()
      expect((await orderOf(order)).status).to.equal('placed')
      expect(alarms(order)).to.equal(0)
    })
  })
})
