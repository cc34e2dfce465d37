import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { checkRest } from '../../src/books/check-rest.ts'
import type { Order } from '../../src/contract/index.ts'
import { moveToNoon } from '../support/calendar.ts'
import { connectNewStaff, connectStaff, openSession } from '../support/gateway.ts'
import { advance, bring, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { shopFrame } from '../support/shop-frame.ts'

type Member = Awaited<ReturnType<typeof connectNewStaff>>

const dayMs = 24 * 3_600_000
const euros = (amount: number) => ({ amount, currency: 'EUR' })

describe('the cash of the staff', () => {
  const shop = shopFrame()
  const opened: Member[] = []

  before(() => moveToNoon(shop.gateway.database))
  after(() => {
    for (const { client } of opened) client.close()
  })

  const hire = async (role: 'courier' | 'manager') => {
    const member = await connectNewStaff(shop.gateway, role)
    opened.push(member)
    return member
  }
  /** The end of a shift ends the sessions: signs the member in again. */
  const comeBack = async (member: Member) => {
    await member.client.pushed('session:ended')
    member.client = await connectStaff(shop.gateway, await openSession(shop.gateway.database, member))
  }
  const place = async (more: Partial<ReturnType<typeof placement>> = {}) => {
    const { order } = await shop.customer.client.request('order:place', placement(shop.productId, more))
    await bring(shop.staff, order, 'ready_for_pickup')
    return order
  }
  const collect = ({ client }: Member, { id: orderId, total: amount }: Order) =>
    client.request('payment:collect', { requestId: randomUUID(), orderId, amount })
  const deliver = async (courier: Member, more: Partial<ReturnType<typeof placement>> = {}) => {
    const order = await place(more)
    await advance(courier, order.id, 'in_transit')
    await collect(courier, order)
    await advance(courier, order.id, 'delivered')
    return order
  }
  const handOver = (from: Member, amount: number, more = {}, requestId = randomUUID()) =>
    shop.staff.manager.client.request('cash:hand_over', { requestId, accountId: from.id, amount: euros(amount), ...more })
  const report = async ({ client }: Pick<Member, 'client'>, by: 'day' | 'shift' = 'day', days = 2) => {
    const [from, to] = [-days, days].map((n) => new Date(Date.now() + n * dayMs).toISOString())
    return (await client.request('cash:report', { from: from ?? '', to: to ?? '', by })).entries
  }

  it('is what a courier collected, less what was handed over; never more than is carried', async () => {
    const courier = await hire('courier')
    const { total } = await deliver(courier)
    const [first, requestId] = [total.amount - 100, randomUUID()]
    const { handover, carried } = await handOver(courier, first, {}, requestId)
    expect(carried).to.deep.equal(euros(100))
    expect(await handOver(courier, first, {}, requestId), 'once for a requestId').to.deep.equal({ handover, carried })
    expect(await refusal(handOver(courier, 101))).to.deep.include({ reason: 'cash_mismatch', details: { carried: euros(100) } })
    await courier.client.pushed('courier:changed', ({ courierId }) => courierId === courier.id)
    expect((await handOver(courier, 100)).carried).to.deep.equal(euros(0))
    expect(await refusal(handOver(courier, 1))).to.include({ reason: 'cash_mismatch' })
    expect(await refusal(handOver(courier, -1))).to.have.nested.property('details.fields[0]', 'amount.amount')
    const foreign = { amount: { amount: 1, currency: 'USD' }, settle: true, note: 'found in the bag' }
    expect(await refusal(handOver(courier, 1, foreign))).to.include({ reason: 'cash_mismatch' })
  })

  it('is settled with a difference only where the manager says why', async () => {
    const courier = await hire('courier')
    const { total } = await deliver(courier)
    expect(await refusal(handOver(courier, total.amount - 250, { settle: true }))).to.include({ reason: 'cash_mismatch' })
    const settled = await handOver(courier, total.amount - 250, { settle: true, note: 'A note was torn.' })
    expect(settled).to.deep.include({ carried: euros(0) })
    expect(settled.handover).to.include({ difference: -250, note: 'A note was torn.' })
    await deliver(courier)
    expect((await handOver(courier, total.amount + 500, { settle: true, note: 'One too many.' })).handover.difference).to.equal(500)
    const [entry] = await report(courier)
    expect(entry).to.deep.include({
      handedOver: euros(2 * total.amount + 250),
      difference: 250,
      cash: euros(2 * total.amount),
      carried: euros(0),
    })
  })

  it('is handed over once where two managers count it at the same moment', async () => {
    const courier = await hire('courier')
    const { total } = await deliver(courier)
    const once = async (amount: number, more = {}) => {
      const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => handOver(courier, amount, more)))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    }
    await once(total.amount)
    await deliver(courier)
    await once(total.amount - 250, { settle: true, note: 'A note was torn.' })
    expect((await report(courier))[0]).to.deep.include({ carried: euros(0), difference: -250 })
  })

  it('is booked on the person who collects it: a manager, or the second courier', async () => {
    const [first, second, manager] = [await hire('courier'), await hire('courier'), await hire('manager')]
    const byManager = await place()
    await advance(manager, byManager.id, 'in_transit')
    expect(await refusal(collect(first, byManager))).to.include({ reason: 'order_not_taken' })
    await collect(manager, byManager)
    await advance(manager, byManager.id, 'delivered')
    const handed = await place()
    await advance(first, handed.id, 'in_transit')
    await manager.client.request('order:assign', { requestId: randomUUID(), orderId: handed.id, courierId: second.id })
    expect(await refusal(collect(first, handed))).to.include({ reason: 'assigned_to_another' })
    await collect(second, handed)
    await advance(second, handed.id, 'delivered')
    const entries = await report(shop.staff.manager)
    const of = ({ id }: Member) => entries.find(({ account }) => account.id === id)
    expect(of(manager)).to.deep.include({ cash: byManager.total, deliveries: 1, carried: byManager.total })
    expect(of(second)).to.deep.include({ cash: handed.total, deliveries: 1 })
    expect(of(first)).to.equal(undefined)
    await handOver(manager, byManager.total.amount)
  })

  it('is reported by day and by shift, with cards and tips; a courier sees only their own', async () => {
    const courier = await hire('courier')
    const cash = await deliver(courier)
    await courier.client.request('courier:end_shift', { requestId: randomUUID() })
    await comeBack(courier)
    const card = await deliver(courier, { paymentMethod: 'pos', tip: euros(150) })
    const byShift = await report(courier, 'shift')
    expect(byShift.map(({ account: { id } }) => id)).to.deep.equal([courier.id, courier.id])
    expect(byShift[0]).to.deep.include({ cash: euros(0), pos: card.total, tips: euros(150), deliveries: 1 })
    expect(byShift[0]).not.to.have.property('to')
    expect(byShift[1]).to.deep.include({ cash: cash.total, pos: euros(0), tips: euros(0), deliveries: 1 })
    const byDay = await report(courier)
    expect(byDay[0]).to.deep.include({ cash: cash.total, pos: card.total, tips: euros(150), deliveries: 2, carried: cash.total })
    const [from, to] = [-2, 2].map((n) => new Date(Date.now() + n * dayMs).toISOString())
    const range = { from: from ?? '', to: to ?? '', limit: 1 }
    const seen: string[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await shop.staff.manager.client.request('cash:report', { ...range, ...(cursor !== undefined && { cursor }) })
      seen.push(...page.entries.map(({ account: { id }, from: start }) => `${id} ${start}`))
      cursor = page.nextCursor
    }
    expect(seen).to.deep.equal((await report(shop.staff.manager)).map(({ account: { id }, from: start }) => `${id} ${start}`))
    expect(await refusal(handOverAs(courier))).to.include({ reason: 'role_required' })
  })

  it('counts no tip that was not collected, because the order was lowered before', async () => {
    const courier = await hire('courier')
    const order = await place({ tip: euros(200) })
    await advance(courier, order.id, 'in_transit')
    const late = { requestId: randomUUID(), orderId: order.id, all: true as const, reason: 'Very late' }
    await shop.staff.manager.client.request('order:refund', late)
    await advance(courier, order.id, 'delivered')
    expect((await report(courier))[0]).to.deep.include({ deliveries: 1, cash: euros(0), tips: euros(0) })
  })

  it('is reported in the currency of the shop: what was collected in another one before is not added to it', async () => {
    const courier = await hire('courier')
    const { total } = await deliver(courier, { tip: euros(100) })
    await handOver(courier, total.amount)
    const speak = (currency: string) => shop.gateway.database.query('update store set currency = $1', [currency])
    await speak('CZK')
    const entries = await report(courier).finally(() => speak('EUR'))
    expect(entries).to.deep.equal([])
    expect((await report(courier))[0]).to.deep.include({ cash: total, handedOver: total, tips: euros(100) })
  })

  it('says whose delivery it was where no courier had the order, and who ended a shift', async () => {
    const [boss, courier] = [await hire('manager'), await hire('courier')]
    const order = await place({ tip: euros(200) })
    await advance(boss, order.id, 'in_transit')
    await collect(boss, order)
    await advance(boss, order.id, 'delivered')
    const entries = (await report(boss)).filter(({ account: { id } }) => id === boss.id)
    expect(entries.map(({ deliveries, cash, tips }) => ({ deliveries, cash, tips }))).to.deep.equal([
      { deliveries: 1, cash: order.total, tips: euros(200) },
    ])
    await courier.client.request('courier:start_shift', { requestId: randomUUID() })
    await boss.client.request('courier:end_shift', { requestId: randomUUID(), courierId: courier.id })
    await comeBack(courier)
    await courier.client.request('courier:start_shift', { requestId: randomUUID() })
    await courier.client.request('courier:end_shift', { requestId: randomUUID() })
    await comeBack(courier)
    const shifts = await report(courier, 'shift')
    expect(shifts.map(({ endedBy }) => endedBy?.id)).to.deep.equal([undefined, boss.id])
  })

  it('is compared with the ledger in parts, however large that is', async () => {
    const courier = await hire('courier')
    const { total } = await deliver(courier)
    await handOver(courier, total.amount - 1)
    const { database } = shop.gateway
    const differences = async (parts: Parameters<typeof checkRest>[2] = {}) => {
      const found: string[] = []
      await checkRest(database, (finding) => found.push(finding), parts)
      return found
    }
    const post = (amount: number) =>
      database.query(
        "select post_entries('hand_over', null, null, null, 'EUR', array['cash:shop', 'cash:' || $1], array[-$2::bigint, $2::bigint])",
        [courier.id, amount],
      )
    const everySplit = [{}, { atOnce: 2 }, { atOnce: 2, settledAfter: 0 }]
    for (const parts of everySplit) expect(await differences(parts)).to.deep.equal([])
    await post(7)
    for (const parts of everySplit)
      expect(await differences(parts)).to.deep.equal([
        `cash with ${courier.login}: 0.08 EUR in the ledger, and 0.01 EUR were collected and not handed over`,
      ])
    await post(-7)
  })

  const handOverAs = ({ id, client }: Member) =>
    client.request('cash:hand_over', { requestId: randomUUID(), accountId: id, amount: euros(0), settle: true, note: 'x' })
})
