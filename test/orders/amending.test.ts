import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order, StaffRole } from '../../src/contract/index.ts'
import { expireSubstitutions } from '../../src/orders/expire-substitutions.ts'
import { auditMovements } from '../support/books-audit.ts'
import { arrive, connectCustomer, openSession, startTestGateway } from '../support/gateway.ts'
import { itWith } from '../support/install.ts'
import { advance, bring, placement } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { pagesOf } from '../support/pdf.ts'
import { refusal } from '../support/refusal.ts'
import { confirm } from '../support/sandbox.ts'
import { shopFrame } from '../support/shop-frame.ts'
import { until } from '../support/until.ts'

const why = 'We dropped the last one.'

describe('an order that the kitchen cannot make as it was placed', () => {
  const shop = shopFrame()
  let [soup, stew, pie]: Awaited<ReturnType<typeof makeOwnDish>>[] = []
  /** The ids of the dishes of this file. */
  const dishes = () => [soup, stew, pie].map((dish) => dish?.productId ?? '')

  before(async () => {
    const { gateway } = shop
    ;[soup, stew, pie] = await Promise.all(
      ['Soup', 'Stew', 'Pie'].map((name) => makeOwnDish(gateway, { onHand: 1000, restockMinutes: null }, `${name} stock`)),
    )
    const prices = [500, 800, 650]
    for (const [n, id] of dishes().entries())
      await gateway.database.query('update products set name = $2, price = $3 where id = $1', [id, ['Soup', 'Stew', 'Pie'][n], prices[n]])
  })

  /** What is on hand and reserved of the three ingredients. */
  const stock = async () => {
    const rows = await shop.gateway.database.query<{ on_hand: number; reserved: number }>(
      'select on_hand, reserved from current_stock s join unnest($1::uuid[]) with ordinality x(id, n) on x.id = s.ingredient_id order by n',
      [[soup, stew, pie].map((dish) => dish?.ingredientId)],
    )
    return rows.map(({ on_hand, reserved }) => [on_hand, reserved])
  }
  /** What has been added to them meanwhile. */
  const added = async (before: number[][]) =>
    (await stock()).map(([onHand = 0, reserved = 0], n) => [onHand - (before[n]?.[0] ?? 0), reserved - (before[n]?.[1] ?? 0)])

  /** Two soups and a stew. */
  const place = async (more: Partial<Parameters<typeof placement>[1]> = {}, customer = shop.customer) => {
    const [first = '', second = ''] = dishes()
    const items = [
      { productId: first, quantity: 2 },
      { productId: second, quantity: 1 },
    ]
    return (await customer.client.request('order:place', placement(first, { items, ...more }))).order
  }
  const placeAt = async (status: Order['status'], more = {}, customer = shop.customer) => {
    const order = await place(more, customer)
    if (status !== 'placed') await bring(shop.staff, order, status)
    return order
  }
  const amend = (
    order: Pick<Order, 'id'>,
    lines: Parameters<typeof shop.staff.kitchen.client.request<'order:amend'>>[1]['lines'],
    by: StaffRole = 'kitchen',
    requestId = randomUUID(),
  ) => shop.staff[by].client.request('order:amend', { requestId, orderId: order.id, lines, reason: why })
  const offer = (order: Pick<Order, 'id'>, line = 1, quantity = 1) =>
    amend(order, [{ line, quantity, substitute: { productId: dishes()[2] ?? '', quantity } }])
  const answer = (order: Pick<Order, 'id'>, accept: boolean, requestId = randomUUID(), client = shop.customer.client) =>
    client.request('order:answer_substitution', { requestId, orderId: order.id, accept })
  const load = async (order: Pick<Order, 'id'>, client = shop.customer.client) =>
    (await client.request('order:get', { orderId: order.id })).order
  const linesOf = ({ items }: Order) => items.map(({ line, name, quantity }) => `${line} ${quantity} × ${name}`)
  const runOut = (order: Pick<Order, 'id'>) =>
    shop.gateway.database.query("update amendments set answer_by = now() - interval '1 second' where order_id = $1", [order.id])

  describe('is rejected', () => {
    for (const status of ['confirmed', 'in_preparation', 'ready_for_pickup'] as const)
      it(`by the kitchen while it is ${status}, with a reason that the customer reads`, async () => {
        const before = await stock()
        const order = await placeAt(status)
        if (status !== 'confirmed') await shop.staff.courier.client.request('order:assign', { requestId: randomUUID(), orderId: order.id })
        const without = shop.staff.kitchen.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'rejected' })
        expect(await refusal(without)).to.deep.include({ code: 'invalid_argument' })
        await shop.staff.kitchen.client.request('order:advance', {
          requestId: randomUUID(),
          orderId: order.id,
          to: 'rejected',
          reason: why,
        })
        const rejected = await load(order)
        expect(rejected).to.include({ status: 'rejected', reason: why })
        expect(rejected.payment.status).to.equal('canceled')
        expect(rejected.courier, 'the courier is free').to.equal(undefined)
        // what was used up stays used up, and what was only reserved is free
        const used = status === 'confirmed' ? 0 : 1
        expect(await added(before)).to.deep.equal([
          [0 - 2 * used, 0],
          [0 - used, 0],
          [0, 0],
        ])
        expect(await refusal(shop.staff.kitchen.client.request('order:undo', { requestId: randomUUID(), orderId: order.id }))).to.include({
          reason: 'invalid_transition',
        })
      })
  })

  describe('loses a line', () => {
    it('and what only that line had reserved; the customer is told why', async () => {
      const before = await stock()
      const order = await placeAt('confirmed')
      const { order: ticket } = await amend(order, [{ line: 0, quantity: 1 }])
      expect(ticket.items.map(({ quantity }) => quantity)).to.deep.equal([1, 1])
      expect(ticket.undoUntil).to.equal(undefined)
      const amended = await load(order)
      expect(linesOf(amended)).to.deep.equal(['0 1 × Soup', '1 1 × Stew'])
      expect(amended.amendments).to.have.length(1)
      expect(amended.amendments?.[0]).to.deep.include({ line: 0, name: 'Soup', quantity: 1, reason: why, outcome: 'taken_out' })
      expect(await added(before)).to.deep.equal([
        [0, 1],
        [0, 1],
        [0, 0],
      ])
      await amend(order, [{ line: 0, quantity: 1 }])
      expect(linesOf(await load(order)), 'lines keep their numbers').to.deep.equal(['1 1 × Stew'])
      const { data } = await shop.customer.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === order.id && notification.body.includes(why),
      )
      expect(data.notification.body).to.include('Soup')
      await advance(shop.staff.kitchen, order.id, 'in_preparation')
      expect(await added(before)).to.deep.equal([
        [0, 0],
        [-1, 0],
        [0, 0],
      ])
    })

    it('but not what the kitchen has used for it', async () => {
      const before = await stock()
      const order = await placeAt('in_preparation')
      await amend(order, [{ line: 1, quantity: 1 }])
      expect(await added(before)).to.deep.equal([
        [-2, 0],
        [-1, 0],
        [0, 0],
      ])
      const undo = shop.staff.kitchen.client.request('order:undo', { requestId: randomUUID(), orderId: order.id })
      expect(await refusal(undo), 'the money has moved').to.include({ reason: 'invalid_transition' })
    })

    it('and is answered again as it was placed', async () => {
      const asked = placement('', { items: dishes().map((productId) => ({ productId, quantity: 2 })) })
      const { order } = await shop.customer.client.request('order:place', asked)
      await bring(shop.staff, order, 'confirmed')
      await amend(order, [{ line: 0, quantity: 2 }])
      expect((await shop.customer.client.request('order:place', asked)).order).to.deep.equal(order)
    })

    it('once for a requestId', async () => {
      const order = await placeAt('confirmed')
      const requestId = randomUUID()
      const [one, other] = await Promise.all([1, 2].map(() => amend(order, [{ line: 0, quantity: 1 }], 'kitchen', requestId)))
      expect(one).to.deep.equal(other)
      expect(linesOf(await load(order))).to.deep.equal(['0 1 × Soup', '1 1 × Stew'])
    })

    it('and its dish leaves the menu with the same tap', async () => {
      const order = await placeAt('confirmed')
      const [first = '', second = ''] = dishes()
      await amend(order, [{ line: 1, quantity: 1, soldOut: true }])
      await shop.customer.client.pushed('menu:availability_changed', ({ productId, available }) => productId === second && !available)
      const again = shop.customer.client.request('order:place', placement(second))
      expect(await refusal(again)).to.include({ reason: 'product_unavailable' })
      await shop.staff.kitchen.client.request('menu:set_availability', { productId: second, available: true })
      await shop.customer.client.request('order:place', placement(first))
    })

    it('unless nothing would be left, there are not so many, or it is on its way', async () => {
      const order = await placeAt('confirmed')
      const all = [0, 1].map((line) => ({ line, quantity: 2 - line }))
      expect(await refusal(amend(order, all))).to.include({ code: 'failed_precondition', reason: 'nothing_left' })
      expect(await refusal(amend(order, [{ line: 0, quantity: 3 }]))).to.deep.include({
        reason: 'line_quantity_too_large',
        details: { line: 0, quantity: 2 },
      })
      expect(await refusal(amend(order, [{ line: 2, quantity: 1 }]))).to.include({ reason: 'line_not_found' })
      expect(await refusal(amend({ id: randomUUID() }, [{ line: 0, quantity: 1 }]))).to.include({ reason: 'order_not_found' })
      expect(await refusal(amend(order, [{ line: 0, quantity: 1 }], 'warehouse'))).to.include({ reason: 'role_required' })
      const placed = await place()
      expect(await refusal(amend(placed, [{ line: 0, quantity: 1 }]))).to.include({ reason: 'cannot_amend_order' })
      await amend(placed, [{ line: 0, quantity: 1 }], 'manager')
      await bring(shop.staff, order, 'in_transit', 'confirmed')
      expect(await refusal(amend(order, [{ line: 0, quantity: 1 }], 'manager'))).to.deep.include({
        reason: 'cannot_amend_order',
        details: { status: 'in_transit' },
      })
      expect((await load(order)).amendments).to.equal(undefined)
    })
  })

  describe('is offered something else', () => {
    it('that the customer accepts: it replaces the line, never at a higher price', async () => {
      const before = await stock()
      const customer = await arrive(shop.gateway)
      const order = await placeAt('confirmed', {}, customer)
      await shop.gateway.database.query('update store set answer_within_minutes = 7')
      const { order: ticket } = await offer(order, 0, 2)
      expect(ticket.amendments?.[0]?.outcome).to.equal('offered')
      const { data } = await customer.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === order.id && notification.body.includes('Pie'),
      )
      expect(data.notification.title).to.include('Soup')
      const offered = (await load(order, customer.client)).amendments?.[0]
      // the pie costs 6.50, the soup 5.00
      expect(offered?.substitute?.unitPrice.amount).to.equal(500)
      expect(Date.parse(offered?.answerBy ?? '') - Date.parse(offered?.at ?? ''), 'as long as the shop says').to.equal(7 * 60_000)
      const refund = { requestId: randomUUID(), orderId: order.id, all: true as const, reason: why }
      expect(await refusal(shop.staff.manager.client.request('order:refund', refund)), 'what may be replaced').to.include({
        reason: 'substitution_open',
      })
      expect(linesOf(await load(order, customer.client)), 'until the answer the order stays').to.deep.equal(['0 2 × Soup', '1 1 × Stew'])
      expect(await added(before), 'and holds what is offered').to.deep.equal([
        [0, 2],
        [0, 1],
        [0, 2],
      ])
      const { order: accepted } = await answer(order, true, randomUUID(), customer.client)
      expect(linesOf(accepted)).to.deep.equal(['1 1 × Stew', '2 2 × Pie'])
      expect(accepted.amendments?.[0]).to.include({ outcome: 'accepted' })
      expect(await added(before)).to.deep.equal([
        [0, 0],
        [0, 1],
        [0, 2],
      ])
      await bring(shop.staff, { ...order, total: (await load(order, customer.client)).payment.amount }, 'delivered', 'confirmed')
      expect(await added(before)).to.deep.equal([
        [0, 0],
        [-1, 0],
        [-2, 0],
      ])
      const { byProduct } = await customer.client.request('order:statistics', { bucket: 'all' })
      expect(byProduct.find(({ name }) => name === 'Pie')?.items).to.equal(2)
      customer.client.close()
    })

    it('that the customer declines: the line is taken out', async () => {
      const before = await stock()
      const order = await placeAt('confirmed')
      await offer(order)
      const requestId = randomUUID()
      const { order: declined } = await answer(order, false, requestId)
      expect(linesOf(declined)).to.deep.equal(['0 2 × Soup'])
      expect(declined.amendments?.[0]).to.include({ outcome: 'declined' })
      expect(await answer(order, false, requestId)).to.deep.equal({ order: declined })
      expect(await refusal(answer(order, true))).to.deep.include({ code: 'failed_precondition', reason: 'substitution_expired' })
      expect(await added(before)).to.deep.equal([
        [0, 2],
        [0, 0],
        [0, 0],
      ])
    })

    it('while the kitchen cooks: only what is accepted is used', async () => {
      const before = await stock()
      const [one, other] = [await placeAt('confirmed'), await placeAt('in_preparation')]
      await offer(one)
      await advance(shop.staff.kitchen, one.id, 'in_preparation')
      const ready = advance(shop.staff.kitchen, one.id, 'ready_for_pickup')
      expect(await refusal(ready)).to.include({ reason: 'substitution_open' })
      await offer(other)
      expect(await added(before)).to.deep.equal([
        [-4, 0],
        [-2, 0],
        [0, 2],
      ])
      await answer(one, true)
      await answer(other, false)
      expect(await added(before)).to.deep.equal([
        [-4, 0],
        [-2, 0],
        [-1, 0],
      ])
      await advance(shop.staff.kitchen, one.id, 'ready_for_pickup')
    })

    it('and does not answer in time: the line is taken out; the customer is told', async () => {
      const before = await stock()
      const order = await placeAt('confirmed')
      await offer(order)
      await runOut(order)
      await Promise.all([1, 2].map(() => expireSubstitutions(shop.gateway.database)))
      // the gateway's own round may hold the order at the moment
      await until(async () => (await load(order)).amendments?.[0]?.outcome === 'expired', 'it has expired')
      const expired = await load(order)
      expect(linesOf(expired)).to.deep.equal(['0 2 × Soup'])
      expect(expired.amendments?.[0]).to.include({ outcome: 'expired' })
      await shop.customer.client.pushed(
        'notification:created',
        ({ data: { notification } }) => notification.orderId === order.id && notification.body.includes('in time'),
      )
      expect(await refusal(answer(order, true))).to.deep.include({ reason: 'substitution_expired' })
      expect(await added(before)).to.deep.equal([
        [0, 2],
        [0, 0],
        [0, 0],
      ])
    })

    it('for all that there is: without an acceptance the order is rejected', async () => {
      const before = await stock()
      for (const [status, end] of [
        ['confirmed', (order: Order) => answer(order, false)],
        ['in_preparation', (order: Order) => runOut(order).then(() => expireSubstitutions(shop.gateway.database))],
      ] as const) {
        const order = await placeAt(status, { items: [{ productId: dishes()[1] ?? '', quantity: 1 }] })
        await offer(order, 0)
        await end(order)
        await until(async () => (await load(order)).status === 'rejected', 'it is rejected, perhaps by a round of the gateway')
        expect(await load(order)).to.include({ status: 'rejected', reason: why })
      }
      expect(await added(before)).to.deep.equal([
        [0, 0],
        [-1, 0],
        [0, 0],
      ])
    })

    it('once at a time, the last portion too; taking the line out ends the offer', async () => {
      const { database } = shop.gateway
      const [, , [onHand] = []] = await stock()
      await database.query('update stock set on_hand = reserved + 1 where ingredient_id = $1', [pie?.ingredientId])
      const before = await stock()
      const order = await placeAt('confirmed')
      await offer(order)
      expect(await refusal(offer(order, 0))).to.include({ reason: 'substitution_open' })
      await offer(order)
      expect(await added(before), 'what the first offer held is not held twice').to.deep.equal([
        [0, 2],
        [0, 1],
        [0, 1],
      ])
      await amend(order, [{ line: 1, quantity: 1 }])
      expect((await load(order)).amendments?.map(({ outcome }) => outcome)).to.deep.equal(['withdrawn', 'withdrawn', 'taken_out'])
      expect(await refusal(answer(order, true))).to.include({ reason: 'substitution_expired' })
      await advance(shop.staff.manager, order.id, 'rejected')
      expect(await added(before)).to.deep.equal([
        [0, 0],
        [0, 0],
        [0, 0],
      ])
      await database.query('update stock set on_hand = $2 where ingredient_id = $1', [pie?.ingredientId, onHand])
    })

    it('that is served at the time of the delivery, whatever is served now', async () => {
      const { database } = shop.gateway
      const at = new Date(Date.now() + 5 * 3_600_000)
      const hourOf = (hours: number) => String((at.getUTCHours() + 24 + hours) % 24).padStart(2, '0')
      const serve = (from: number, to: number) => {
        const span = [`${hourOf(from)}:00-${hourOf(to)}:00`]
        const hours = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, span]))
        return database.query('update products set hours = $1 where id = $2', [JSON.stringify(hours), pie?.productId])
      }
      await database.query("update store set time_zone = 'UTC'")
      const order = await place({ delivery: { address: 'Hlavná 1', at: at.toISOString() } })
      await advance(shop.staff.manager, order.id, 'confirmed')
      await serve(-6, -3)
      expect(await refusal(offer(order)), 'served now').to.include({ reason: 'product_unavailable' })
      await serve(-1, 2)
      await offer(order)
      await database.query('update products set hours = null where id = $1', [pie?.productId])
      await advance(shop.staff.manager, order.id, 'rejected')
    })

    it('never what the customer does not eat, what is off the menu, or what is not there', async () => {
      const strict = await arrive(shop.gateway, { dietaryRestrictions: ['milk'] })
      const order = await placeAt('confirmed', {}, strict)
      const { database } = shop.gateway
      await database.query("update ingredients set unfit_for = '{milk}' where id = $1", [pie?.ingredientId])
      expect(await refusal(offer(order))).to.deep.include({ reason: 'dietary_conflict', details: { line: 1, conflicts: ['milk'] } })
      await database.query("update ingredients set unfit_for = '{}' where id = $1", [pie?.ingredientId])
      await shop.staff.kitchen.client.request('menu:set_availability', { productId: pie?.productId ?? '', available: false })
      expect(await refusal(offer(order))).to.include({ reason: 'product_unavailable' })
      await shop.staff.kitchen.client.request('menu:set_availability', { productId: pie?.productId ?? '', available: true })
      await database.query('update stock set on_hand = on_hand - 980 where ingredient_id = $1', [pie?.ingredientId])
      const many = amend(order, [{ line: 1, quantity: 1, substitute: { productId: pie?.productId ?? '', quantity: 50 } }])
      expect(await refusal(many)).to.include({ reason: 'insufficient_stock' })
      await database.query('update stock set on_hand = on_hand + 980 where ingredient_id = $1', [pie?.ingredientId])
      strict.client.close()
    })
  })

  describe('costs less', () => {
    /** What the parts of the order cost are its price, and what is left of them is what it costs now. */
    const audit = async ({ id }: Pick<Order, 'id'>) => {
      const [sums] = await shop.gateway.database.query(
        `select sum(p.cost)::bigint = order_total(o) as priced, sum(p.amount)::bigint = order_total(o) - o.adjusted as left, min(p.amount) >= 0 as possible
         from orders o cross join lateral parts_left(o) p where o.id = $1 group by o.id, o.*`,
        [id],
      )
      expect(sums).to.deep.equal({ priced: true, left: true, possible: true })
    }
    const paid = async (customer: typeof shop.customer) => {
      const order = await place({ paymentMethod: 'card' }, customer)
      await until(async () => (await load(order, customer.client)).payment.nextAction !== undefined, 'it can be paid')
      await confirm(shop.gateway, await load(order, customer.client), 'succeeded')
      await customer.client.pushed('order:status_changed', ({ data }) => data.order.status === 'placed')
      await bring(shop.staff, order, 'confirmed')
      return order
    }

    it('at the door: the courier collects what is left', async () => {
      const order = await placeAt('confirmed')
      await amend(order, [{ line: 0, quantity: 1 }])
      await offer(order)
      const { order: amended } = await answer(order, true)
      // a soup less, and a pie for a stew
      const due = order.total.amount - 500 - 150
      expect(amended.payment).to.deep.include({ status: 'requires_capture', amount: { ...order.total, amount: due } })
      expect(amended.netTotal.amount).to.equal(due)
      await audit(order)
      await bring(shop.staff, order, 'in_transit', 'confirmed')
      const collect = (amount: number) =>
        shop.staff.courier.client.request('payment:collect', {
          requestId: randomUUID(),
          orderId: order.id,
          amount: { ...order.total, amount },
        })
      expect(await refusal(collect(order.total.amount))).to.include({ reason: 'amount_mismatch' })
      await collect(due)
      await advance(shop.staff.courier, order.id, 'delivered')
      const { content } = await shop.customer.client.request('order:report', { format: 'csv', orderId: order.id })
      const csv = Buffer.from(new Uint8Array(content)).toString()
      expect(
        csv
          .trim()
          .split('\r\n')
          .slice(1)
          .map((row) => /,(Soup|Stew|Pie),/.exec(row)?.[1]),
      ).to.deep.equal(['Soup', 'Pie'])
      // what came instead can be refunded like any other line
      await shop.staff.manager.client.request('order:refund', {
        requestId: randomUUID(),
        orderId: order.id,
        lines: [{ line: 2, quantity: 1 }],
        reason: why,
      })
      expect((await load(order)).netTotal.amount).to.equal(due - 650)
      await audit(order)
      const again = shop.staff.manager.client.request('order:refund', {
        requestId: randomUUID(),
        orderId: order.id,
        lines: [{ line: 1, quantity: 1 }],
        reason: why,
      })
      expect(await refusal(again), 'nor twice').to.include({ reason: 'line_quantity_too_large' })
    })

    itWith('pdftotext')('on the receipt and the credit note too', async () => {
      const order = await placeAt('confirmed')
      await amend(order, [{ line: 0, quantity: 2 }])
      await offer(order)
      await answer(order, true)
      const report = async (more = {}) =>
        pagesOf(
          new Uint8Array((await shop.customer.client.request('order:report', { format: 'pdf', orderId: order.id, ...more })).content),
        ).join(' ')
      const receipt = await report()
      for (const text of ['Pie', 'Soup (taken out)', 'Stew (replaced by Pie)']) expect(receipt).to.include(text)
      expect(await report({ adjustment: 1 })).to.include('Soup')
    })

    it('once it is paid: the money goes back, the rest of it when it is rejected', async () => {
      const customer = await arrive(shop.gateway)
      const order = await paid(customer)
      await amend(order, [{ line: 0, quantity: 1 }])
      await offer(order)
      await answer(order, false, randomUUID(), customer.client)
      await audit(order)
      const amounts = async () =>
        (await customer.client.request('payment:get', { orderId: order.id })).payment.refunds.map(({ amount }) => amount.amount)
      expect(await amounts()).to.deep.equal([500, 800])
      await advance(shop.staff.manager, order.id, 'rejected')
      expect((await amounts()).reduce((sum, amount) => sum + amount)).to.equal(order.total.amount)
      customer.client.close()
    })

    it('by its share of the discount', async () => {
      const { database } = shop.gateway
      await database.query(
        `with p as (insert into promotions (id, code, promotion_code, name, percent) values (uuid_v7(), 'third', 'THIRD', 'A third', 33) returning id)
         insert into redemption_counts (promotion_id, redeemed) select id, 0 from p`,
      )
      const order = await placeAt('confirmed', { promotionCode: 'THIRD' })
      await offer(order, 0, 2)
      await answer(order, true)
      expect((await load(order)).netTotal, 'the pie is not dearer').to.deep.equal(order.total)
      await audit(order)
      await offer(order)
      await answer(order, true)
      // 33 % less than the difference of 1.50
      expect(order.total.amount - (await load(order)).netTotal.amount).to.be.within(100, 101)
      await audit(order)
      await amend(order, [{ line: 2, quantity: 1 }])
      await audit(order)
    })
  })

  it('gets one end where two nodes act at the same moment, and the stock adds up', async () => {
    const before = await stock()
    const other = await startTestGateway({ on: { url: shop.gateway.databaseUrl } })
    const customer = await connectCustomer(other, await openSession(shop.gateway.database, shop.customer))
    const placed: Order[] = []
    for (let round = 0; round < 6; round += 1) {
      const order = await placeAt('confirmed')
      placed.push(order)
      await offer(order)
      await runOut(order)
      // one of them wins; the others are refused, or have nothing to do
      await Promise.allSettled([
        answer(order, true, randomUUID(), customer),
        expireSubstitutions(other.database),
        expireSubstitutions(shop.gateway.database),
        advance(shop.staff.kitchen, order.id, 'in_preparation'),
      ])
      await offer(order, 0).catch(() => undefined)
      await Promise.allSettled([
        answer(order, true, randomUUID(), customer),
        answer(order, false),
        amend(order, [{ line: 0, quantity: 1 }]),
        advance(shop.staff.manager, order.id, 'rejected'),
      ])
    }
    const unplaced = await place()
    await Promise.allSettled([
      amend(unplaced, [{ line: 0, quantity: 1 }], 'manager'),
      shop.customer.client.request('order:cancel', { requestId: randomUUID(), orderId: unplaced.id, reason: 'too_slow' }),
    ])
    for (const order of [...placed, unplaced]) {
      const end = await load(order)
      expect(end.amendments?.filter(({ outcome }) => outcome === 'accepted' || outcome === 'declined').length ?? 0).to.be.at.most(2)
      if (end.status === 'rejected' || end.status === 'cancelled') continue
      await advance(shop.staff.manager, order.id, 'rejected')
    }
    expect((await added(before)).map(([, reserved]) => reserved)).to.deep.equal([0, 0, 0])
    await auditMovements(shop.gateway.database)
    customer.close()
    await other.stop()
  })
})
