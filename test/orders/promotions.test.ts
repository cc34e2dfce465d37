import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Money, PromotionFault, RequestPayload } from '../../src/contract/index.ts'
import { codeTries, WrongCodes } from '../../src/orders/wrong-codes.ts'
import { expireOrders } from '../../src/payments/expire.ts'
import { createLimiter } from '../../src/redis/rate-limiter.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>
type Promotion = ShopFile['promotions'][number]

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe('promotion codes and tips', () => {
  let gateway: TestGateway
  let staff: Staff
  let productId: string
  let price: number
  let watcher: Customer

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    const dish = await anyDish(gateway)
    productId = dish.id
    price = dish.price
    watcher = await arrive(gateway)
    // from now on the node says when the shop changes
    await watcher.client.request('shop:get', {})
  })
  after(async () => {
    for (const { client } of [watcher, ...Object.values(staff)]) client.close()
    await gateway.stop()
  })

  /** Changes the shop, and waits until the node knows. */
  const change = async (of: (file: ShopFile) => ShopFile) => {
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    if ((await applyShop(gateway.database, of(file))).length === 0) return
    const sql = 'select settings_version::int as version from store'
    const [{ version: wanted = 0 } = {}] = await gateway.database.query<{ version: number }>(sql)
    await watcher.client.pushed('shop:changed', ({ version }) => version >= wanted)
  }
  const offer = (promotions: readonly (Partial<Promotion> & { promotionCode: string })[]) =>
    change((file) => ({
      ...file,
      promotions: promotions.map((promotion) => ({
        code: promotion.promotionCode.toLowerCase(),
        name: { en: `Name of ${promotion.promotionCode}`, sk: `Názov ${promotion.promotionCode}` },
        firstOrder: false,
        ...promotion,
      })),
    }))
  const end = (orderId: string, to: 'rejected' | 'returned') =>
    staff[to === 'rejected' ? 'manager' : 'courier'].client.request('order:advance', {
      requestId: randomUUID(),
      orderId,
      to,
      reason: 'No.',
    })
  const content = (promotionCode?: string, quantity = 4) => {
    const { items, delivery, paymentMethod } = placement(productId, { items: [{ productId, quantity }] })
    return { items, delivery, paymentMethod, ...(promotionCode !== undefined && { promotionCode }) }
  }
  const quote = ({ client }: Customer, promotionCode?: string, quantity?: number) =>
    client.request('order:quote', content(promotionCode, quantity))
  const place = async ({ client }: Customer, more: Partial<RequestPayload<'/', 'order:place'>>, quantity?: number) =>
    (await client.request('order:place', { ...content(undefined, quantity), requestId: randomUUID(), ...more })).order
  const whyOf = async (customer: Customer, promotionCode: string, quantity?: number): Promise<PromotionFault | undefined> => {
    const { obstacles } = await quote(customer, promotionCode, quantity)
    return obstacles.find(({ reason }) => reason === 'promotion_not_valid')?.details.why
  }

  describe('a promotion code', () => {
    it('takes off a percentage, at most a maximum, an amount, or the delivery, in the quote and the order, and the total follows', async () => {
      const customer = await arrive(gateway)
      await offer([
        { promotionCode: 'TEN', percent: 10 },
        { promotionCode: 'MOST', percent: 50, maximum: '2.00' },
        { promotionCode: 'FIVE', amount: '5.00' },
        { promotionCode: 'HUGE', amount: '5000.00' },
        { promotionCode: 'RIDE', freeDelivery: true },
      ])
      const plain = await quote(customer)
      expect([plain.discount, plain.promotion]).to.deep.equal([eur(0), undefined])
      const [dishes, fee] = [plain.subtotal.amount, plain.deliveryFee.amount]
      const expected = { TEN: Math.round(dishes / 10), MOST: 200, FIVE: 500, HUGE: dishes, RIDE: fee }
      for (const [code, off] of Object.entries(expected)) {
        const quoted = await quote(customer, code)
        const sums = { subtotal: eur(dishes), discount: eur(off), deliveryFee: eur(fee), tip: eur(0), total: eur(dishes - off + fee) }
        expect(quoted, code).to.deep.include({ ...sums, promotion: { code, name: `Name of ${code}` }, obstacles: [] })
        const requestId = randomUUID()
        const order = await place(customer, { requestId, promotionCode: code, expectedTotal: sums.total })
        expect(order, code).to.deep.include({ ...sums, promotion: { code, name: `Name of ${code}` } })
        expect(order.payment.amount).to.deep.equal(sums.total)
        expect((await customer.client.request('order:get', { orderId: order.id })).order).to.deep.include(sums)
        expect(await place(customer, { requestId, promotionCode: code, expectedTotal: sums.total }), 'the answer again').to.deep.equal(
          order,
        )
        await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
      }
      customer.client.close()
    })

    it('is compared without case and blanks, and shown in the language of the customer', async () => {
      const customer = await arrive(gateway)
      await customer.client.request('account:update', { locale: 'sk' })
      await offer([{ promotionCode: 'SUMMER-10', percent: 10 }])
      const order = await place(customer, { promotionCode: ' summer -10' })
      expect(order.promotion).to.deep.equal({ code: 'SUMMER-10', name: 'Názov SUMMER-10' })
      customer.client.close()
    })

    it('says why it is not valid: unknown, not yet, over, for a larger order; and the order without it is placed', async () => {
      const customer = await arrive(gateway)
      await offer([
        { promotionCode: 'LATER', percent: 10, from: dayFromNow(3) },
        { promotionCode: 'GONE', percent: 10, until: dayFromNow(-3) },
        { promotionCode: 'NOW', percent: 10, from: dayFromNow(-1), until: dayFromNow(1) },
        { promotionCode: 'LARGE', percent: 10, minimum: String((3 * price) / 100) },
      ])
      const { obstacles } = await quote(customer, 'LARGE', 2)
      expect(obstacles).to.deep.equal([{ reason: 'promotion_not_valid', details: { why: 'below_minimum', minimum: eur(3 * price) } }])
      expect(await whyOf(customer, 'LARGE', 3)).to.equal(undefined)
      expect(await whyOf(customer, 'NOW')).to.equal(undefined)
      expect((await quote(customer, 'LATER')).obstacles[0]?.details).to.deep.equal({ why: 'not_yet', from: dayFromNow(3) })
      const { total } = await quote(customer)
      for (const [code, why] of Object.entries({ LATER: 'not_yet', GONE: 'over', NOTHING: 'unknown' })) {
        expect(await whyOf(customer, code)).to.equal(why)
        // before the total, which is another one without the discount
        const refused = await refusal(place(customer, { promotionCode: code, expectedTotal: eur(total.amount - 100) }))
        expect(refused).to.deep.include({ code: 'failed_precondition', reason: 'promotion_not_valid' })
        expect(refused.details).to.deep.include({ why })
      }
      expect((await place(customer, { expectedTotal: total })).total).to.deep.equal(total)
      await offer([])
      expect(await whyOf(customer, 'NOW'), 'retired').to.equal('unknown')
      customer.client.close()
    })

    it('is redeemed as often as it may be, by all and by each account, and given back by an order that is cancelled, rejected or expired, or whose customer is blocked', async () => {
      const [one, other] = await Promise.all([arrive(gateway), arrive(gateway)])
      await offer([
        { promotionCode: 'ONCE', percent: 10, times: 1 },
        { promotionCode: 'EACH', percent: 10, timesPerAccount: 1 },
      ])
      const cancel = ({ client }: Customer, { id: orderId }: { id: string }) =>
        client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'other' })
      const reject = (_: Customer, { id }: { id: string }) => end(id, 'rejected')
      const expire = async (_: Customer, { id }: { id: string }) => {
        await gateway.database.query("update orders set pay_by = now() - interval '1 second' where id = $1", [id])
        await until(async () => {
          await expireOrders(gateway.database)
          return (await gateway.database.query("select from orders where id = $1 and status = 'expired'", [id])).length > 0
        }, 'the order expires')
      }
      const block = async ({ id: accountId }: Customer) => {
        await staff.manager.client.request('customer:block', { requestId: randomUUID(), accountId, reason: 'Orders in jest.' })
        await staff.manager.client.request('customer:unblock', { requestId: randomUUID(), accountId })
      }
      for (const lose of [cancel, reject, expire, block]) {
        const paymentMethod = lose === expire || lose === block ? 'card' : 'cash'
        const order = await place(one, { promotionCode: 'ONCE', paymentMethod })
        const refused = await refusal(place(other, { promotionCode: 'ONCE' }))
        expect(refused).to.deep.include({ reason: 'promotion_not_valid', details: { why: 'used_up' } })
        await until(async () => (await whyOf(other, 'ONCE')) === 'used_up', 'the quote knows')
        const own = await place(one, { promotionCode: 'EACH', paymentMethod })
        expect(await refusal(place(one, { promotionCode: 'EACH' }))).to.deep.include({ details: { why: 'used_by_you' } })
        expect(await whyOf(one, 'EACH')).to.equal('used_by_you')
        expect(await whyOf(other, 'EACH'), 'another account').to.equal(undefined)
        for (const each of [order, own]) await lose(one, each)
        await until(async () => (await whyOf(other, 'ONCE')) === undefined, 'it can be redeemed again')
        expect(await whyOf(one, 'EACH')).to.equal(undefined)
      }
      const order = await place(one, { promotionCode: 'ONCE' })
      await bring(staff, order, 'delivered')
      expect(await refusal(place(other, { promotionCode: 'ONCE' })), 'delivered').to.deep.include({ details: { why: 'used_up' } })
      await offer([{ promotionCode: 'EACH', percent: 10, timesPerAccount: 1 }])
      const returned = await place(other, { promotionCode: 'EACH' })
      await bring(staff, returned, 'in_transit')
      await end(returned.id, 'returned')
      expect(await refusal(place(other, { promotionCode: 'EACH' })), 'returned').to.deep.include({ details: { why: 'used_by_you' } })
      for (const { client } of [one, other]) client.close()
    })

    it('took off an order what it took off when it was placed, whatever it has become', async () => {
      const customer = await arrive(gateway)
      await offer([{ promotionCode: 'WHEELS', freeDelivery: true }])
      const order = await place(customer, { promotionCode: 'WHEELS' }, 2)
      expect(order.discount.amount).to.equal(order.deliveryFee.amount).and.above(0)
      await offer([{ promotionCode: 'WHEELS', percent: 10 }])
      const refund = (asked: { delivery: true } | { lines: { line: number; quantity: number }[] }) =>
        staff.manager.client.request('order:refund', { requestId: randomUUID(), orderId: order.id, reason: 'Cold', ...asked })
      expect(await refusal(refund({ delivery: true })), 'nothing was paid for it').to.include({ reason: 'already_refunded' })
      await refund({ lines: [{ line: 0, quantity: 1 }] })
      const { order: now } = await customer.client.request('order:get', { orderId: order.id })
      expect(now.adjustments?.[0]?.amount).to.deep.equal(eur(price))
      customer.client.close()
    })

    it('for a first order is for accounts of which no order counts as bought', async () => {
      const [fresh, before] = await Promise.all([arrive(gateway), arrive(gateway)])
      await offer([
        { promotionCode: 'HELLO', percent: 20, firstOrder: true },
        { promotionCode: 'WELCOME', percent: 30, firstOrder: true },
      ])
      const earlier = await place(before, {})
      expect(await whyOf(before, 'HELLO')).to.equal('first_order_only')
      expect(await refusal(place(before, { promotionCode: 'HELLO' }))).to.deep.include({ details: { why: 'first_order_only' } })
      await before.client.request('order:cancel', { requestId: randomUUID(), orderId: earlier.id, reason: 'other' })
      expect(await whyOf(before, 'HELLO'), 'the order is cancelled').to.equal(undefined)

      // it waits for its payment, and does not count as bought yet
      await place(fresh, { promotionCode: 'HELLO', paymentMethod: 'card' })
      for (const code of ['HELLO', 'WELCOME'])
        expect(await refusal(place(fresh, { promotionCode: code })), code).to.deep.include({ details: { why: 'first_order_only' } })
      for (const { client } of [fresh, before]) client.close()
    })

    it('that takes nothing off is accepted and not redeemed', async () => {
      const customer = await arrive(gateway)
      await offer([
        { promotionCode: 'TINY', percent: 1, maximum: '0.01', timesPerAccount: 1 },
        { promotionCode: 'RIDE', freeDelivery: true, times: 1 },
      ])
      const [{ fee = 0 } = {}] = await gateway.database.query<{ fee: number }>('select delivery_fee::int as fee from store')
      await gateway.database.query('update store set delivery_fee = 0')
      await until(async () => (await quote(customer)).deliveryFee.amount === 0, 'the node knows')
      expect(await quote(customer, 'RIDE')).to.deep.include({ discount: eur(0), obstacles: [] })
      const order = await place(customer, { promotionCode: 'RIDE' })
      expect([order.discount, order.promotion]).to.deep.equal([eur(0), undefined])
      await gateway.database.query('update store set delivery_fee = $1', [fee])
      await until(async () => (await quote(customer)).deliveryFee.amount === fee, 'the node knows')
      expect((await place(customer, { promotionCode: 'RIDE' })).discount).to.deep.equal(eur(fee))
      customer.client.close()
    })

    it('is used by a repeated order, whose answer is the stored one when it is sent again', async () => {
      const customer = await arrive(gateway)
      await offer([{ promotionCode: 'AGAIN', percent: 10, times: 1 }])
      const { id: orderId } = await place(customer, {})
      const again = { requestId: randomUUID(), orderId, promotionCode: 'again' }
      const { order } = await customer.client.request('order:reorder', again)
      expect(order.promotion?.code).to.equal('AGAIN')
      expect((await customer.client.request('order:reorder', again)).order).to.deep.equal(order)
      customer.client.close()
    })

    it('cannot be guessed: after ten that do not exist, the account must wait, and one that it has tried is still unknown', async () => {
      const [guesser, other] = await Promise.all([arrive(gateway), arrive(gateway)])
      await offer([{ promotionCode: 'SECRET', percent: 10 }])
      for (let n = 0; n < 10; n += 1) for (const _ of [1, 2]) expect(await whyOf(guesser, `GUESS${n}`)).to.equal('unknown')
      for (const code of ['GUESS10', 'SECRET']) {
        expect(await whyOf(guesser, code), code).to.equal('too_many_tries')
        expect(await refusal(place(guesser, { promotionCode: code })), code).to.deep.include({ details: { why: 'too_many_tries' } })
      }
      expect(await whyOf(guesser, 'GUESS3')).to.equal('unknown')
      expect(await whyOf(other, 'SECRET')).to.equal(undefined)
      for (const { client } of [guesser, other]) client.close()
    })

    it('cannot be guessed over two nodes either, and many at once are no way round', async () => {
      const shared = createLimiter(undefined)({ ...codeTries, keyPrefix: randomUUID() })
      const nodes = [new WrongCodes(shared), new WrongCodes(shared)]
      const guesses = Array.from({ length: 30 }, (_, n) => nodes[n % 2]?.isBarred('guesser', `GUESS${n}`, false))
      const barred = await Promise.all(guesses)
      expect(barred.filter((isBarred) => isBarred === false)).to.have.length(10)
      for (const node of nodes) {
        expect(await node.isBarred('guesser', 'SECRET', true)).to.equal(true)
        expect(await node.isBarred('other', 'SECRET', true)).to.equal(false)
      }
    })

    it('can leave nothing to pay: then a card is not asked for', async () => {
      const customer = await arrive(gateway)
      await offer([{ promotionCode: 'FREE', percent: 100 }])
      const [{ fee = 0 } = {}] = await gateway.database.query<{ fee: number }>('select delivery_fee::int as fee from store')
      await gateway.database.query('update store set delivery_fee = 0')
      await until(async () => (await quote(customer)).deliveryFee.amount === 0, 'the node knows')
      const requestId = randomUUID()
      const order = await place(customer, { requestId, promotionCode: 'FREE', paymentMethod: 'card' })
      expect(order).to.deep.include({ total: eur(0), status: 'placed' })
      expect(order.payment).to.deep.include({ status: 'succeeded', amount: eur(0) })
      expect(await place(customer, { requestId, promotionCode: 'FREE', paymentMethod: 'card' })).to.deep.equal(order)
      await bring(staff, order, 'in_transit')
      await staff.courier.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'delivered' })
      await gateway.database.query('update store set delivery_fee = $1', [fee])
      customer.client.close()
    })
  })

  describe('a tip', () => {
    const takeTips = (tips: ShopFile['shop']['tips']) => change((file) => ({ ...file, shop: { ...file.shop, tips } }))

    it('is part of the total, of what is paid, collected and given back, and of the figures, where it stands apart', async () => {
      const customer = await arrive(gateway)
      await takeTips({ percents: [5, 10], maximumPercent: 50, maximum: '7.50' })
      expect((await customer.client.request('shop:get', {})).tips).to.deep.equal({
        percents: [5, 10],
        maximumPercent: 50,
        maximum: eur(750),
      })
      const { tips: before } = await staff.manager.client.request('shop:statistics', {})
      const plain = await quote(customer)
      const tip = eur(250)
      const total = eur(plain.total.amount + 250)
      expect(await customer.client.request('order:quote', { ...content(), tip })).to.deep.include({ tip, total, taxes: plain.taxes })
      const requestId = randomUUID()
      const order = await place(customer, { requestId, tip, expectedTotal: total })
      expect(order).to.deep.include({ tip, total })
      expect(await place(customer, { requestId, tip, expectedTotal: total })).to.deep.equal(order)
      await bring(staff, order, 'in_transit')
      const { order: seen } = await staff.courier.client.request('order:get', { orderId: order.id })
      expect([seen.bill?.tip, seen.bill?.total, seen.payment?.amount]).to.deep.equal([tip, total, total])
      const collect = (amount: Money) =>
        staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount })
      expect(await refusal(collect(plain.total))).to.include({ reason: 'amount_mismatch' })
      await collect(total)
      await staff.courier.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'delivered' })
      const { totals } = await customer.client.request('order:statistics', { bucket: 'all' })
      expect(totals).to.deep.include({ total, tips: tip, discounts: eur(0), deliveryFees: plain.deliveryFee })
      const { tips } = await staff.manager.client.request('shop:statistics', {})
      expect(tips.amount - before.amount).to.equal(250)
      const again = await customer.client.request('order:reorder', { requestId: randomUUID(), orderId: order.id })
      expect(again.order.tip, 'an order again has no tip of its own accord').to.deep.equal(eur(0))
      customer.client.close()
    })

    it('that is too large, negative, in another currency or not taken at all is a fault of its field', async () => {
      const customer = await arrive(gateway)
      await takeTips({ percents: [], maximumPercent: 50 })
      const most = Math.round((await quote(customer)).subtotal.amount / 2)
      const faultOf = async (tip: Money) => {
        const failures = [
          await refusal(customer.client.request('order:quote', { ...content(), tip })),
          await refusal(place(customer, { tip })),
        ]
        for (const failure of failures) expect(failure).to.deep.include({ code: 'invalid_argument', details: failures[0]?.details })
        return failures[0]?.details
      }
      const tooBig = (limit: number) => ({ fields: ['tip'], faults: [{ field: 'tip', rule: 'too_big', limit }] })
      expect((await place(customer, { tip: eur(most) })).tip).to.deep.equal(eur(most))
      expect(await faultOf(eur(most + 1))).to.deep.equal(tooBig(most))
      expect(await faultOf({ amount: 1, currency: 'USD' })).to.deep.equal(tooBig(most))
      expect(await faultOf(eur(-1))).to.deep.include({ fields: ['tip.amount'] })
      await takeTips(undefined)
      expect((await customer.client.request('shop:get', {})).tips).to.equal(undefined)
      expect(await faultOf(eur(1))).to.deep.equal(tooBig(0))
      expect((await place(customer, { tip: eur(0) })).tip).to.deep.equal(eur(0))
      customer.client.close()
    })
  })
})
