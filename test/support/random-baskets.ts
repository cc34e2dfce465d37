/** Random shops as a node knows them, and a random customer with a basket for each: without a database. */
import fc from 'fast-check'
import type { Hours } from '../../src/contract/index.ts'
import type { Area, Choice, Dish, Option, Promotion, Shop, Store } from '../../src/menu/shop.ts'
import type { QuoteInput } from '../../src/orders/work-out.ts'
import { kitchenShop } from './kitchen-shop.ts'
import { randomHours } from './random-shop.ts'
import { nothingRedeemed, referenceOf } from './reference-shop.ts'

const minuteMs = 60_000
const named = { name: 'X', names: {} }
const rates = [5, 5.5, 19, 8.875]
const price = fc.oneof(fc.nat(3000), fc.nat(100_000_000))
/** Around a change of the clock, and on days with hours of their own. */
const days = ['2026-03-28', '2026-03-29', '2026-10-25', '2026-11-26']

const maybe = <Value>(value: fc.Arbitrary<Value>, others = 2) => fc.oneof({ arbitrary: fc.constant(null), weight: others }, value)

const choicesOf = (option: string): fc.Arbitrary<Choice[]> =>
  fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(900)), fc.nat(14)), { minLength: 1, maxLength: 3 }).map((choices) =>
    choices.map(([amount, off], n) => ({
      ...named,
      id: `${option}-${n}`,
      price: amount,
      prepMinutes: n,
      available: off > 0,
      recipe: [],
    })),
  )
const optionOf = (id: string): fc.Arbitrary<Option> =>
  fc.tuple(choicesOf(id), fc.nat(1), fc.integer({ min: 1, max: 3 })).map(([choices, min, max]) => ({ ...named, id, choices, min, max }))
const dishOf = (id: string, isTaxed: boolean): fc.Arbitrary<Dish> =>
  fc
    .record({
      price,
      rate: fc.constantFrom(...rates),
      available: fc.nat(14).map((n) => n > 0),
      hours: maybe<Hours>(randomHours, 8),
      options: fc.oneof(
        fc.constant<Option[]>([]),
        fc.tuple(optionOf(`${id}-size`), optionOf(`${id}-extra`)),
        fc.tuple(optionOf(`${id}-size`)),
      ),
    })
    .map(({ rate, ...rest }) => ({
      ...named,
      id,
      prepMinutes: 10,
      taxRate: isTaxed ? rate : null,
      recipe: [
        { ingredientId: 'onion', quantity: 1, removable: true },
        { ingredientId: 'dough', quantity: 1, removable: false },
      ],
      ...rest,
    }))

const terms = fc.constantFrom<Pick<Promotion, 'percent' | 'amount'>>(
  ...[7, 10, 33, 100].map((percent) => ({ percent, amount: null })),
  ...[150, 5000].map((amount) => ({ percent: null, amount })),
  { percent: null, amount: null },
)
const promotionOf = (promotionCode: string): fc.Arbitrary<Promotion> =>
  fc
    .record({
      terms,
      maximum: maybe(fc.nat(2000)),
      from: maybe(fc.constantFrom(...days), 4),
      until: maybe(fc.constantFrom(...days), 4),
      minimum: maybe(fc.nat(6000), 4),
      firstOrder: fc.nat(4).map((n) => n === 0),
      timesPerAccount: maybe(fc.constantFrom(1, 2), 3),
    })
    .map(({ terms: what, maximum, ...rest }) => ({
      ...named,
      id: promotionCode,
      promotionCode,
      ...what,
      maximum: what.percent === null ? null : maximum,
      ...rest,
    }))

/** Circles and triangles around the shop, which overlap. */
const areaOf = (code: string): fc.Arbitrary<Area> => {
  const degrees = fc.integer({ min: 5, max: 45 }).map((n) => n / 100)
  const polygon = fc.tuple(degrees, degrees, degrees).map(([up, down, aside]): Area['polygon'] => [
    [48 - down, 17 - aside],
    [48 + up, 17],
    [48 - down, 17 + 2 * aside],
  ])
  return fc
    .record({
      extent: fc.oneof(
        fc.integer({ min: 1, max: 60 }).map((radius) => ({ radius, polygon: null })),
        polygon.map((corners) => ({ radius: null, polygon: corners })),
      ),
      fee: fc.nat(900),
      feePerKm: fc.oneof(fc.constant(0), fc.nat(90)),
      freeFrom: maybe(fc.nat(9000)),
      minimum: fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, fc.nat(6000)),
    })
    .map(({ extent, ...rest }) => ({ ...named, code, extraMinutes: 0, ...extent, ...rest }))
}

const location = fc.record({ lat: fc.double({ min: 47.6, max: 48.4, noNaN: true }), lng: fc.double({ min: 16.5, max: 17.5, noNaN: true }) })

/** Often when a time of `randomHours` begins or ends. */
const now = fc
  .tuple(fc.constantFrom(...days), fc.nat(47), fc.oneof(fc.constantFrom(0, 15, 59), fc.nat(59)))
  .map(([day, hour, minutes]) => Date.parse(day) + (60 * hour + minutes) * minuteMs)

const settingsAt = (moment: number): fc.Arbitrary<Partial<Store>> =>
  fc.record({
    currency: fc.constantFrom('EUR', 'JPY'),
    timeZone: fc.constantFrom('Europe/Bratislava', 'America/New_York', 'Asia/Kathmandu'),
    hours: maybe<Hours>(randomHours, 3),
    specialDays: fc.oneof(
      { arbitrary: fc.constant({}), weight: 3 },
      fc.dictionary(fc.constantFrom(...days), fc.constantFrom<string[]>([], ['08:00-20:00'], ['18:00-03:00']), { maxKeys: 3 }),
    ),
    areas: fc.oneof(fc.constant<Area[]>([]), fc.tuple(areaOf('near'), areaOf('far'))),
    deliversElsewhere: fc.boolean(),
    deliversWithinKm: maybe(fc.integer({ min: 1, max: 60 }), 1),
    deliveryFee: fc.oneof(fc.constant(0), fc.nat(900)),
    tips: maybe(
      fc.record({ percents: fc.constant([]), maximumPercent: fc.constantFrom(10, 33, 100), maximum: fc.constantFrom(200, 100_000) }),
      1,
    ),
    paused: maybe(
      fc.constantFrom({}, ...[-30, 0, 0, 30].map((minutes) => ({ until: new Date(moment + minutes * minuteMs).toISOString() }))),
      3,
    ),
  })

const shop: fc.Arbitrary<Shop> = now
  .chain((moment) => fc.tuple(fc.constant(moment), settingsAt(moment), maybe(fc.constantFrom(...rates))))
  .chain(([moment, store, deliveryTaxRate]) =>
    fc
      .tuple(
        fc.tuple(...['soup', 'pizza', 'cake'].map((id) => dishOf(id, deliveryTaxRate !== null))),
        fc.tuple(...['ONE', 'TWO'].map(promotionOf)),
        fc.subarray(['ONE']),
      )
      .map(([dishes, promotions, usedUp]) => ({
        ...kitchenShop({ now: moment, store: { ...store, deliveryTaxRate } }),
        dishes: new Map(dishes.map((dish) => [dish.id, dish])),
        promotions: new Map(promotions.map((promotion) => [promotion.promotionCode, promotion])),
        usedUp: new Set(usedUp),
      })),
  )

const customer = fc.record({ hasOrdered: fc.boolean(), redeemed: fc.record({ ONE: fc.nat(2), TWO: fc.nat(1) }) })

/** What the dish of that name lets choose, now and then too much or something else. */
const choices = (dish: string): fc.Arbitrary<string[]> =>
  fc.oneof<fc.MaybeWeightedArbitrary<string[]>[]>(
    { arbitrary: fc.constant([`${dish}-size-0`]), weight: 3 },
    { arbitrary: fc.constant([`${dish}-size-0`, `${dish}-extra-0`]), weight: 3 },
    fc.constant([]),
    fc.uniqueArray(fc.constantFrom(...['size', 'extra'].flatMap((option) => [0, 1, 2].map((n) => `${dish}-${option}-${n}`)))),
  )

/** Some with choices only for a dish that offers them: `fits` removes the others, as a page would. */
const line = fc
  .tuple(
    fc.oneof({ arbitrary: fc.constantFrom('soup', 'pizza', 'cake'), weight: 40 }, fc.constant('gone')),
    fc.integer({ min: 1, max: 50 }),
  )
  .chain(([productId, quantity]) =>
    fc.record({
      productId: fc.constant(productId),
      quantity: fc.constant(quantity),
      choices: choices(productId),
      exclude: fc.oneof({ arbitrary: fc.constantFrom<string[]>([], ['onion']), weight: 15 }, fc.constant<string[]>(['dough'])),
    }),
  )

const fits = ({ dishes }: Shop, { items, ...rest }: QuoteInput): QuoteInput => ({
  ...rest,
  items: items.map((item) => {
    const offered = dishes.get(item.productId)?.options.flatMap((option) => option.choices.map(({ id }) => id)) ?? []
    return { ...item, choices: item.choices?.filter((id) => offered.includes(id)) }
  }),
})

const basketIn = (asked: Shop): fc.Arbitrary<QuoteInput> =>
  fc
    .record({
      items: fc.array(line, { minLength: 1, maxLength: 4 }),
      place: fc.option(location, { nil: undefined }),
      later: maybe(fc.integer({ min: -60, max: 21_000 }), 3),
      tip: maybe(
        fc.record({
          overMost: fc.constantFrom(-1, 0, 1),
          currency: fc.constantFrom(...Array.from({ length: 9 }, () => asked.store.currency), 'USD'),
        }),
      ),
      code: maybe(fc.constantFrom('ONE', 'TWO', 'TWO', 'THREE'), 1),
      isFitting: fc.nat(5).map((n) => n > 0),
    })
    .map(({ items, place, later, tip, code, isFitting }) => {
      const input: QuoteInput = {
        items,
        delivery: {
          address: 'Hlavná 1',
          location: place,
          ...(later !== null && { at: new Date(asked.now + later * minuteMs).toISOString() }),
        },
        paymentMethod: 'cash',
        ...(code !== null && { promotionCode: code }),
      }
      const basket = isFitting ? fits(asked, input) : input
      const { mostTip } = referenceOf(asked, nothingRedeemed, basket)
      return tip ? { ...basket, tip: { amount: Math.max(0, mostTip + tip.overMost), currency: tip.currency } } : basket
    })

/** With limits that are just what the dishes cost, or `beyond` units more, where the shop has such limits. */
const withLimitsAt = (asked: Shop, input: QuoteInput, beyond: number): Shop => {
  const limit = referenceOf(asked, nothingRedeemed, input).subtotal + beyond
  const { store, promotions, ...rest } = asked
  return {
    ...rest,
    store: {
      ...store,
      areas: store.areas.map((area) => ({ ...area, minimum: area.minimum && limit, freeFrom: area.freeFrom && limit })),
    },
    promotions: new Map([...promotions].map(([code, promotion]) => [code, { ...promotion, minimum: promotion.minimum && limit }])),
  }
}

/** A shop, a customer and a basket. */
export const cases = shop
  .chain((asked) => fc.tuple(fc.constant(asked), customer, basketIn(asked), maybe(fc.nat(1))))
  .map(([asked, redeemer, input, beyond]) => [beyond === null ? asked : withLimitsAt(asked, input, beyond), redeemer, input] as const)
