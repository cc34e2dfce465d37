import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order, OrderStatus, StaffRole } from '../../src/contract/index.ts'
import { connectNewStaff } from '../support/gateway.ts'
import { advance, bring, placement, type Staff } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { shopFrame } from '../support/shop-frame.ts'

/** Each step, and the moments of cooking that remain when it is undone. */
const steps: readonly [before: OrderStatus, role: StaffRole, after: OrderStatus, moments: readonly string[]][] = [
  ['placed', 'warehouse', 'confirmed', []],
  ['confirmed', 'kitchen', 'in_preparation', []],
  ['in_preparation', 'kitchen', 'ready_for_pickup', ['startedAt']],
  ['ready_for_pickup', 'courier', 'in_transit', ['startedAt', 'finishedAt']],
]

describe('a step that is undone', () => {
  const shop = shopFrame()

  const placeAt = async (status: OrderStatus) => {
    const { order } = await shop.customer.client.request('order:place', placement(shop.productId))
    if (status !== 'placed') await bring(shop.staff, order, status)
    return order
  }
  const undo = (member: Staff[StaffRole], { id: orderId }: Pick<Order, 'id'>, requestId = randomUUID()) =>
    member.client.request('order:undo', { requestId, orderId })
  const stockOf = async () => (await shop.gateway.database.query('select * from current_stock order by ingredient_id')).map(Object.values)

  for (const [before, role, after, moments] of steps) {
    it(`leads from ${after} back to ${before}, and the customer and the staff are told`, async () => {
      const order = await placeAt(before)
      const stockBefore = await stockOf()
      await advance(shop.staff[role], order.id, after)
      const { order: undone } = await undo(shop.staff[role], order)
      expect(undone.status).to.equal(before)
      expect(await stockOf()).to.deep.equal(stockBefore)

      const { data } = await shop.customer.client.pushed(
        'order:status_changed',
        ({ data: { order: told, previous } }) => told.id === order.id && told.status === before && previous === after,
      )
      expect(data.order.version).to.equal(undone.version)
      for (const member of [shop.staff[role], shop.staff.manager])
        await member.client.pushed('queue:changed', ({ order: { id, version } }) => id === order.id && version === undone.version)
      const { order: now } = await shop.customer.client.request('order:get', { orderId: order.id })
      expect(now.timeline.map(({ status }) => status).slice(-3)).to.deep.equal([before, after, before])
      expect(Object.keys(now.cooking)).to.have.members(['estimatedMinutes', ...moments])
      // the order goes on as if the step had never been taken
      await bring(shop.staff, order, 'delivered', before)
    })
  }

  it('is undone once for a requestId, and once for a step', async () => {
    const order = await placeAt('confirmed')
    const requestId = randomUUID()
    const [first, again] = await Promise.all([undo(shop.staff.warehouse, order, requestId), undo(shop.staff.warehouse, order, requestId)])
    expect(first.order).to.include({ status: 'placed', version: 3 })
    expect(again.order).to.deep.equal(first.order)
    expect(await refusal(undo(shop.staff.warehouse, order))).to.deep.include({
      code: 'failed_precondition',
      reason: 'invalid_transition',
      details: { status: 'placed', allowed: ['confirmed'] },
    })
  })

  it('and taken again notifies the customer once', async () => {
    const order = await placeAt('placed')
    for (let time = 0; time < 2; time += 1) {
      await advance(shop.staff.warehouse, order.id, 'confirmed')
      await undo(shop.staff.warehouse, order)
    }
    await bring(shop.staff, order, 'in_transit', 'placed')
    const { notifications } = await shop.customer.client.request('notification:list', { limit: 100 })
    const titles = notifications.filter(({ orderId }) => orderId === order.id).map(({ title }) => title)
    expect(titles).to.have.length.above(1)
    expect(new Set(titles).size, titles.join(', ')).to.equal(titles.length)
  })

  it('is refused after 20 seconds', async () => {
    const order = await placeAt('confirmed')
    const age = (seconds: number) =>
      shop.gateway.database.query(
        `update orders set last_step = jsonb_set(last_step, '{at}', to_jsonb(now() - make_interval(secs => $2))) where id = $1`,
        [order.id, seconds],
      )
    await age(21)
    expect(await refusal(undo(shop.staff.warehouse, order))).to.include({ code: 'failed_precondition', reason: 'undo_expired' })
    expect((await shop.staff.manager.client.request('order:get', { orderId: order.id })).order.status).to.equal('confirmed')
  })

  it('is refused to the other roles, after the next step, and to another courier', async () => {
    const order = await placeAt('ready_for_pickup')
    for (const role of ['warehouse', 'courier', 'manager'] as const)
      expect(await refusal(undo(shop.staff[role], order))).to.include({ reason: 'invalid_transition' })
    await advance(shop.staff.courier, order.id, 'in_transit')
    expect(await refusal(undo(shop.staff.kitchen, order))).to.include({ reason: 'invalid_transition' })
    const other = await connectNewStaff(shop.gateway, 'courier')
    expect(await refusal(undo(other, order))).to.include({ reason: 'assigned_to_another' })
    expect((await undo(shop.staff.courier, order)).order)
      .to.include({ status: 'ready_for_pickup' })
      .and.not.have.property('courier')
    other.client.close()
  })

  it('keeps the courier who had taken the order before', async () => {
    const order = await placeAt('in_preparation')
    await shop.staff.courier.client.request('order:assign', { requestId: randomUUID(), orderId: order.id })
    await bring(shop.staff, order, 'in_transit', 'in_preparation')
    expect((await undo(shop.staff.courier, order)).order.courier).to.deep.equal({ name: shop.staff.courier.login, isYou: true })
  })

  it('is never one that moved money', async () => {
    const collected = await placeAt('in_transit')
    await shop.staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: collected.id, amount: collected.total })
    expect(await refusal(undo(shop.staff.courier, collected))).to.include({ reason: 'invalid_transition' })
    await advance(shop.staff.courier, collected.id, 'delivered')
    expect(await refusal(undo(shop.staff.courier, collected))).to.include({ reason: 'invalid_transition' })

    const rejected = await placeAt('placed')
    await advance(shop.staff.manager, rejected.id, 'rejected')
    expect(await refusal(undo(shop.staff.manager, rejected))).to.include({ reason: 'invalid_transition' })
    const returned = await placeAt('in_transit')
    await advance(shop.staff.courier, returned.id, 'returned')
    expect(await refusal(undo(shop.staff.courier, returned))).to.include({ reason: 'invalid_transition' })
  })

  it('can be undone as long as the order says, and only by the role that it says it to', async () => {
    const order = await placeAt('placed')
    const { order: confirmed } = await shop.staff.warehouse.client.request('order:advance', {
      requestId: randomUUID(),
      orderId: order.id,
      to: 'confirmed',
    })
    const at = Date.parse((await shop.customer.client.request('order:get', { orderId: order.id })).order.timeline.at(-1)?.at ?? '')
    expect(Date.parse(confirmed.undoUntil ?? '') - at).to.equal(20_000)
    const seen = async (role: StaffRole) => (await shop.staff[role].client.request('order:get', { orderId: order.id })).order
    for (const role of ['kitchen', 'manager'] as const) expect(await seen(role)).not.to.have.property('undoUntil')
  })

  it('and the next step never both happen', async () => {
    for (let round = 0; round < 8; round += 1) {
      const order = await placeAt('in_preparation')
      await advance(shop.staff.kitchen, order.id, 'ready_for_pickup')
      const outcomes = await Promise.allSettled([advance(shop.staff.courier, order.id, 'in_transit'), undo(shop.staff.kitchen, order)])
      expect(outcomes.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected'])
    }
  })
})
