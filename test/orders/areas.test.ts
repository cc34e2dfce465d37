import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import type { Location } from '../../src/contract/index.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { dishNamed, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const shopAt = { lat: 48, lng: 17 }
const [inTown, inBoth, inRing, outside] = [
  { lat: 48.02, lng: 17 },
  { lat: 48.005, lng: 17 },
  { lat: 48.06, lng: 17 },
  { lat: 48.12, lng: 17 },
]

const areas: ShopFile['shop']['areas'] = [
  { code: 'yard', name: { en: 'Yard', sk: 'Dvor' }, radius: 1, fee: '0', feePerKm: '0', minimum: '0', extraMinutes: 0 },
  {
    code: 'town',
    name: { en: 'Town', sk: 'Mesto' },
    polygon: [
      [47.97, 16.95],
      [47.97, 17.05],
      [48.03, 17.05],
      [48.03, 16.95],
    ],
    fee: '1.00',
    feePerKm: '0',
    freeFrom: '12.00',
    minimum: '6.00',
    extraMinutes: 0,
  },
  { code: 'ring', name: { en: 'Ring', sk: 'Okolie' }, radius: 10, fee: '2.00', feePerKm: '0.50', minimum: '0', extraMinutes: 25 },
]

describe('the areas of a shop', () => {
  let gateway: TestGateway
  let customer: Awaited<ReturnType<typeof arrive>>
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    customer = await arrive(gateway)
    // €4.90
    productId = (await dishNamed(gateway, 'Garlic soup')).id
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })
  beforeEach(() => apply({ areas, elsewhere: false }))

  /** Applies these, and waits until the node delivers by them. */
  const apply = async ({
    elsewhere,
    withinKm,
    ...settings
  }: {
    areas: ShopFile['shop']['areas']
    elsewhere: boolean
    withinKm?: number
  }) => {
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    const { shop } = file
    const delivery = { ...shop.delivery, fee: '3.30', elsewhere, withinKm }
    await applyShop(gateway.database, {
      ...file,
      shop: { ...shop, ...settings, location: shopAt, kitchen: undefined, limits: {}, delivery },
    })
    const wanted = settings.areas.map(({ code, fee, extraMinutes }) => [code, Math.round(Number(fee) * 100), extraMinutes])
    await until(async () => {
      const shown = await customer.client.request('shop:get', {})
      const known = shown.areas.map(({ code, fee, extraMinutes }) => [code, fee.amount, extraMinutes])
      return shown.deliversElsewhere === elsewhere && shown.deliversWithinKm === withinKm && isDeepStrictEqual(known, wanted)
    }, 'the node knows the areas')
  }
  const content = (location: Location | undefined, quantity = 2) => {
    const { items, paymentMethod } = placement(productId, { items: [{ productId, quantity }] })
    return { items, paymentMethod, delivery: { address: 'Hlavná 1', ...(location && { location }) } }
  }
  const quote = (location: Location | undefined, quantity?: number) => customer.client.request('order:quote', content(location, quantity))
  const place = (location: Location | undefined, quantity?: number) =>
    customer.client.request('order:place', { requestId: randomUUID(), ...content(location, quantity) })
  const euros = (amount: number) => ({ amount, currency: 'EUR' })

  it('price a delivery: the first one that contains the place holds, with its fee, its fee by distance and its free delivery', async () => {
    for (const [location, quantity, code, fee] of [
      [inBoth, 2, 'yard', 0],
      [inTown, 2, 'town', 100],
      [inTown, 3, 'town', 0],
      // 6.67 km
      [inRing, 2, 'ring', 534],
    ] as const) {
      const quoted = await quote(location, quantity)
      expect(quoted.obstacles).to.deep.equal([])
      expect(quoted.area?.code).to.equal(code)
      expect(quoted.deliveryFee).to.deep.equal(euros(fee))
      expect(quoted.total).to.deep.equal(euros(quantity * 490 + fee))
      const { order } = await place(location, quantity)
      expect(order).to.deep.include({ area: quoted.area, deliveryFee: quoted.deliveryFee, total: quoted.total })
      expect(order.payment.amount).to.deep.equal(quoted.total)
    }
  })

  it('add their minutes to the ride, in quotes, estimates and on the ticket', async () => {
    const minutes = async () => {
      const { eta } = await quote(inRing)
      const { order } = await place(inRing)
      return [Date.parse(eta.latest) - Date.now(), Date.parse(order.eta.latest) - Date.parse(order.placedAt)].map((ms) => ms / 60_000)
    }
    const slow = await minutes()
    await apply({ areas: areas.map((area) => ({ ...area, extraMinutes: 0 })).slice(0, 3), elsewhere: false })
    const fast = await minutes()
    for (const [n, before] of slow.entries()) expect(before - (fast[n] ?? 0)).to.be.closeTo(25, 0.5)
  })

  it('are where the shop delivers: an order elsewhere, or without a place, is refused as the quote has said', async () => {
    const nearest = { reason: 'out_of_area', details: { area: { code: 'ring', name: 'Ring' }, km: 3.3 } }
    expect((await quote(outside)).obstacles).to.deep.equal([nearest])
    expect(await refusal(place(outside))).to.deep.include({ code: 'failed_precondition', ...nearest })
    expect((await quote({ lat: -30, lng: 17 })).obstacles, 'too far away for a name').to.deep.equal([
      { reason: 'out_of_area', details: {} },
    ])
    expect((await quote(undefined)).obstacles).to.deep.equal([{ reason: 'location_required', details: {} }])
    expect(await refusal(place(undefined))).to.deep.include({ code: 'failed_precondition', reason: 'location_required' })
  })

  it('have a minimum order, and the refusal says what is missing', async () => {
    const small = { reason: 'below_minimum', details: { minimum: euros(600), missing: euros(110) } }
    expect((await quote(inTown, 1)).obstacles).to.deep.equal([small])
    expect(await refusal(place(inTown, 1))).to.deep.include({ code: 'failed_precondition', ...small })
    expect((await quote(inRing, 1)).obstacles).to.deep.equal([])
  })

  it('are no limit where the shop delivers elsewhere too, at its own fee', async () => {
    await apply({ areas, elsewhere: true })
    for (const location of [outside, undefined]) {
      const { order } = await place(location)
      expect(order.area).to.equal(undefined)
      expect(order.deliveryFee).to.deep.equal(euros(330))
    }
    expect((await place(inTown)).order.area?.code).to.equal('town')
  })

  it('are no limit up to the farthest distance that the shop names, and so it is without areas', async () => {
    for (const known of [areas, []]) {
      // 13.3 km
      await apply({ areas: known, elsewhere: true, withinKm: 13 })
      const nearest = known.length > 0 ? { area: { code: 'ring', name: 'Ring' }, km: 3.3 } : {}
      expect((await quote(outside)).obstacles).to.deep.equal([{ reason: 'out_of_area', details: nearest }])
      expect(await refusal(place(outside))).to.deep.include({ reason: 'out_of_area' })
      expect((await place(undefined)).order.deliveryFee).to.deep.equal(euros(330))
      await apply({ areas: known, elsewhere: true, withinKm: 14 })
      expect((await place(outside)).order.deliveryFee).to.deep.equal(euros(330))
    }
  })

  it('keep the total that the customer saw, also for an order that is repeated', async () => {
    const { total } = await quote(inTown)
    await apply({ areas: areas.map((area) => (area.code === 'town' ? { ...area, fee: '1.70' } : area)), elsewhere: false })
    const refused = await refusal(
      customer.client.request('order:place', { requestId: randomUUID(), ...content(inTown), expectedTotal: total }),
    )
    expect(refused).to.include({ reason: 'price_changed' })
    expect(refused.details).to.have.nested.property('quote.deliveryFee.amount', 170)

    const { order } = await place(inTown)
    const again = (more: object) => customer.client.request('order:reorder', { requestId: randomUUID(), orderId: order.id, ...more })
    expect(await refusal(again({ expectedTotal: total }))).to.include({ reason: 'price_changed' })
    expect((await again({ expectedTotal: order.total })).order).to.deep.include({ area: order.area, total: order.total })
    expect(await refusal(again({ delivery: { address: 'Far', location: outside } }))).to.include({ reason: 'out_of_area' })

    await customer.client.request('favorite:save', { name: 'Soup', orderId: order.id })
    const [favorite] = (await customer.client.request('favorite:list', {})).favorites
    const favoriteId = favorite?.id ?? ''
    const fromHome = () => customer.client.request('order:reorder', { requestId: randomUUID(), favoriteId, paymentMethod: 'cash' })
    await customer.client.request('account:update', { addresses: [{ address: 'Home' }] })
    expect(await refusal(fromHome())).to.include({ reason: 'location_required' })
    await customer.client.request('account:update', { addresses: [{ address: 'Home', location: inRing }] })
    expect((await fromHome()).order.area?.code).to.equal('ring')
  })

  it('stay with the order: the name in the language of the reader, whatever becomes of the area', async () => {
    const slovak = await arrive(gateway)
    await slovak.client.request('account:update', { locale: 'sk' })
    const request = { requestId: randomUUID(), ...content(inTown) }
    const { order } = await slovak.client.request('order:place', request)
    expect(order.area).to.deep.equal({ code: 'town', name: 'Mesto' })
    await apply({ areas: areas.slice(0, 1), elsewhere: false })
    expect((await slovak.client.request('order:place', request)).order, 'the stored answer').to.deep.equal(order)
    expect((await slovak.client.request('order:get', { orderId: order.id })).order.area).to.deep.equal(order.area)
    const staff = await Promise.all([connectNewStaff(gateway, 'warehouse'), connectNewStaff(gateway, 'manager')])
    for (const { client } of staff) {
      const { order: ticket } = await client.request('order:get', { orderId: order.id })
      expect(ticket.area).to.deep.equal({ code: 'town', name: 'Town' })
    }
    for (const { client } of [slovak, ...staff]) client.close()
  })

  it('are shown to everybody, for maps', async () => {
    const { areas: shown, location, deliveryFee } = await customer.client.request('shop:get', { locale: 'sk' })
    expect({ location, deliveryFee }).to.deep.equal({ location: shopAt, deliveryFee: euros(330) })
    expect(shown).to.deep.equal([
      { code: 'yard', name: 'Dvor', radius: 1, fee: euros(0), feePerKm: euros(0), extraMinutes: 0 },
      {
        code: 'town',
        name: 'Mesto',
        polygon: areas[1]?.polygon,
        fee: euros(100),
        feePerKm: euros(0),
        freeFrom: euros(1200),
        minimum: euros(600),
        extraMinutes: 0,
      },
      { code: 'ring', name: 'Okolie', radius: 10, fee: euros(200), feePerKm: euros(50), extraMinutes: 25 },
    ])
  })
})
