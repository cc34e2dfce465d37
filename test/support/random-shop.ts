/** Random files of a shop that have no fault. */
import fc from 'fast-check'
import { minorUnitDigits } from '../../src/contract/currency.ts'
import { diet, dietaryRestriction, type Hours, shopKind } from '../../src/contract/index.ts'
import type { ShopFile } from '../../src/shop/schema/file.ts'
import type { Kitchen } from '../../src/shop/schema/kitchen.ts'
import type { Text } from '../../src/shop/schema/values.ts'

type Product = ShopFile['products'][number]

const words = fc.constantFrom(
  'Žltá polievka',
  'スープ',
  "O'Brien's",
  'شوربة',
  'Soup: hot',
  '- dash',
  '"quoted"',
  'null',
  '1.0',
  'yes',
  '#hash',
  'a  b',
)

/** `n` makes it another text than that of any other entry. */
const textIn = (locales: readonly string[], n: number): fc.Arbitrary<Text> => {
  const [first = '', ...others] = locales
  const text = words.map((word) => `${word} ${n}`)
  const translated = fc.tuple(text, fc.subarray(others), fc.array(text, { minLength: others.length, maxLength: others.length }))
  return fc.oneof(
    text,
    translated.map(
      ([main, chosen, texts]): Text => Object.fromEntries([[first, main], ...chosen.map((locale, at) => [locale, texts[at] ?? ''])]),
    ),
  )
}

const amountIn = (currency: string): fc.Arbitrary<string> => {
  const digits = minorUnitDigits(currency)
  const fraction =
    digits === 0 ? fc.constant('') : fc.integer({ min: 0, max: 10 ** digits - 1 }).map((n) => `.${String(n).padStart(digits, '0')}`)
  return fc.tuple(fc.integer({ min: 0, max: 9999 }), fc.oneof(fraction, fc.constant(''))).map(([whole, rest]) => `${whole}${rest}`)
}

const count = fc.integer({ min: 0, max: 50 })

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '59'))
  .map(([hour, minutes]) => `${String(hour).padStart(2, '0')}:${minutes}`)
const openingTime = fc
  .tuple(time, fc.oneof(time, fc.constant('24:00')))
  .filter(([from, until]) => from !== until)
  .map(([from, until]) => `${from}-${until}`)
/** Two times of a day that do not overlap: a file with others is refused. */
const twoTimes = fc
  .uniqueArray(fc.constantFrom('00:00', '05:15', '11:59', '12:00', '23:15', '24:00'), { minLength: 4, maxLength: 4 })
  .map((moments) => moments.toSorted())
  .map(([open = '', pause = '', end = '', close = '']) => [`${open}-${pause}`, `${end}-${close}`])
const times = (min: number) => fc.oneof(fc.array(openingTime, { minLength: min, maxLength: 1 }), twoTimes)

export const randomHours: fc.Arbitrary<Hours> = fc.record(
  { mon: times(0), tue: times(0), wed: times(0), thu: times(0), fri: times(0), sat: times(0), sun: times(0) },
  { requiredKeys: [] },
)

const randomDays = fc.record({
  closed: fc.subarray(['2026-12-24', '2026-12-25']),
  specialDays: fc.record({ '2026-12-31': times(1), '2027-01-01': times(1) }, { requiredKeys: [] }),
})

/** Some have hours of their own. */
const withHours = <Entry>(entry: fc.Arbitrary<Entry>): fc.Arbitrary<Entry & { hours?: Hours }> =>
  fc.tuple(entry, fc.option(randomHours)).map(([made, hours]) => ({ ...made, ...(hours && { hours }) }))

const randomKitchen: fc.Arbitrary<{ kitchen?: Kitchen }> = fc.record(
  {
    kitchen: fc
      .record(
        {
          parallelDishes: fc.integer({ min: 1, max: 40 }),
          ordersPerQuarterHour: fc.integer({ min: 1, max: 40 }),
          confirmWithinMinutes: fc.integer({ min: 1, max: 20 }),
          answerWithinMinutes: fc.integer({ min: 1, max: 120 }),
        },
        { requiredKeys: ['parallelDishes', 'confirmWithinMinutes'] },
      )
      .map((made) => ({ ...made, rejectAfterMinutes: made.confirmWithinMinutes + 5 })),
  },
  { requiredKeys: [] },
)

/** Corners on a circle, in their order, so that no side crosses another. */
const polygonAround = ({ lat, lng }: { lat: number; lng: number }) =>
  fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 3, maxLength: 12 }).map((directions) => {
    const sorted = [...directions].sort((a, b) => a - b)
    const turned = (degrees: number) => ((degrees + 540) % 360) - 180
    return sorted.map((direction): [number, number] => {
      const angle = (direction * Math.PI) / 12
      return [Number((lat + 0.1 * Math.sin(angle)).toFixed(6)), Number(turned(lng + 0.1 * Math.cos(angle)).toFixed(6))]
    })
  })

const areasIn = (currency: string, locales: string[], location: { lat: number; lng: number }): fc.Arbitrary<ShopFile['shop']['areas']> => {
  const area = (n: number) =>
    fc
      .record({
        name: textIn(locales, n),
        extent: fc.oneof(
          fc.integer({ min: 1, max: 40 }).map((radius) => ({ radius })),
          Math.abs(location.lat) > 80 ? fc.constant({ radius: 0.5 }) : polygonAround(location).map((polygon) => ({ polygon })),
        ),
        fee: amountIn(currency),
        feePerKm: amountIn(currency),
        freeFrom: fc.option(amountIn(currency)),
        minimum: amountIn(currency),
        extraMinutes: count,
      })
      .map(({ extent, freeFrom, ...rest }) => ({ code: `a-${n}`, ...extent, ...rest, ...(freeFrom !== null && { freeFrom }) }))
  return fc.shuffledSubarray([0, 1, 2]).chain((numbers) => fc.tuple(...numbers.map(area)))
}

const settingsIn = (currency: string, locales: string[]) => {
  const limits = fc.record(
    { openOrders: count, unpaidOrders: count, portions: count, orderValue: amountIn(currency), cashValue: amountIn(currency) },
    { requiredKeys: [] },
  )
  const known = fc.record({
    name: textIn(locales, 0),
    kind: fc.constantFrom(...shopKind.options),
    greeting: textIn(locales, 1),
    currency: fc.constant(currency),
    timeZone: fc.constantFrom('Europe/Bratislava', 'Asia/Tokyo', 'UTC'),
    locales: fc.constant(locales),
    diets: fc.subarray([...diet.options]),
    delivery: fc.record(
      {
        fee: amountIn(currency),
        withinKm: fc.integer({ min: 1, max: 1000 }),
        elsewhere: fc.boolean(),
        baseMinutes: count,
        minutesPerKm: count,
        usualKm: count,
        earlyMinutes: count,
        lateMinutes: count,
        pin: fc.boolean(),
        doorMinutes: fc.integer({ min: 1, max: 60 }),
      },
      { requiredKeys: ['fee', 'elsewhere', 'baseMinutes', 'minutesPerKm', 'usualKm', 'earlyMinutes', 'lateMinutes', 'pin', 'doorMinutes'] },
    ),
    limits: fc.oneof(
      limits,
      fc.tuple(limits, limits).map(([known, newAccount]) => ({ ...known, newAccount })),
    ),
  })
  const tips = fc
    .record({
      percents: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 5 }),
      maximumPercent: fc.integer({ min: 30, max: 1000 }),
    })
    .chain((tips) => fc.option(amountIn(currency)).map((maximum) => ({ ...tips, ...(maximum !== null && { maximum }) })))
  const place = fc
    .record({ lat: fc.integer({ min: -90, max: 90 }), lng: fc.integer({ min: -180, max: 180 }) })
    .chain((location) => areasIn(currency, locales, location).map((areas) => ({ location, areas })))
  return withHours(
    fc
      .tuple(known, place, randomDays, randomKitchen, fc.option(tips), fc.constantFrom(undefined, 'SK', 'JP'))
      .map(([settings, placed, days, kitchen, tips, country]) => ({
        ...settings,
        ...placed,
        ...days,
        ...kitchen,
        ...(tips && { tips }),
        ...(country && { country }),
      })),
  )
}

const rate = fc.option(fc.constantFrom('0', '5', '5.5', '19', '23', '100', '8.875'), { nil: undefined })

/** Without a rate of the shop nothing has one. */
const withTaxes = (file: fc.Arbitrary<ShopFile>): fc.Arbitrary<ShopFile> =>
  fc.tuple(file, rate, rate, fc.infiniteStream(rate)).map(([{ shop, products, ...rest }, taxRate, ofDelivery, rates]) => {
    if (taxRate === undefined) return { shop, products, ...rest }
    const own = (of: string | undefined) => (of === undefined ? {} : { taxRate: of })
    return {
      ...rest,
      shop: { ...shop, taxRate, delivery: { ...shop.delivery, ...own(ofDelivery) } },
      products: products.map((product) => ({ ...product, ...own(rates.next().value) })),
    }
  })

const seller = fc.option(fc.record({ legalName: words, taxNumber: fc.constant('SK 2020'), address: words }))

const withSeller = (file: fc.Arbitrary<ShopFile>): fc.Arbitrary<ShopFile> =>
  fc.tuple(file, seller).map(([{ shop, ...rest }, seller]) => ({ ...rest, shop: { ...shop, ...(seller && { seller }) } }))

const positions = (most: number) => fc.subarray(Array.from({ length: most }, (_, n) => n))

const ingredientIn = (locales: string[], n: number): fc.Arbitrary<ShopFile['ingredients'][number]> =>
  fc
    .record({
      name: textIn(locales, n),
      unit: fc.constantFrom('g' as const, 'ml' as const, 'piece' as const),
      unfitFor: fc.subarray([...dietaryRestriction.options]),
      restock: fc.option(fc.integer({ min: 0, max: 1440 })),
      restockQuantity: fc.integer({ min: 1, max: 1000 }),
      lowLevel: count,
      openingStock: count,
    })
    .map(({ restock, ...rest }) => ({ code: `i-${n}`, ...rest, ...(restock !== null && { restockMinutes: restock }) }))

const optionsIn = (
  { locales, currency }: { locales: string[]; currency: string },
  n: number,
  ingredients: readonly string[],
): fc.Arbitrary<Product['options']> => {
  const choice = (at: number) =>
    fc.record({
      code: fc.constant(`choice-${at}`),
      name: textIn(locales, n),
      price: amountIn(currency),
      prepMinutes: count,
      recipe: fc.subarray([...ingredients]).map((needs) => Object.fromEntries(needs.map((ingredient) => [ingredient, at + 1]))),
    })
  const option = (at: number): fc.Arbitrary<Product['options'][number]> =>
    fc
      .tuple(textIn(locales, n), fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), fc.boolean())
      .chain(([name, numbers, isRequired]) =>
        fc
          .tuple(...numbers.map(choice))
          .map((choices) => ({ code: `option-${at}`, name, min: isRequired ? 1 : 0, max: numbers.length, choices })),
      )
  return fc.shuffledSubarray([0, 1]).chain((numbers) => fc.tuple(...numbers.map(option)))
}

const productIn = (
  { locales, currency }: { locales: string[]; currency: string },
  n: number,
  categories: readonly string[],
  ingredients: readonly string[],
): fc.Arbitrary<Product> =>
  fc
    .record({
      category: fc.constantFrom(...categories),
      name: textIn(locales, n),
      description: fc.oneof(fc.constant(''), textIn(locales, n)),
      price: amountIn(currency),
      prepMinutes: count,
      needs: fc.subarray([...ingredients]),
      quantity: fc.integer({ min: 1, max: 500 }),
      isRemovable: fc.boolean(),
      options: optionsIn({ locales, currency }, n, ingredients),
      image: fc.option(fc.constantFrom('https://example.com/soup.webp', 'e4c0b3a1d2f5968778695a4b3c2d1e0f')),
    })
    .map(({ needs, quantity, isRemovable, image, ...rest }) => ({
      code: `p-${n}`,
      ...rest,
      recipe: Object.fromEntries(needs.map((ingredient, at) => [ingredient, quantity + at])),
      removable: isRemovable ? needs.slice(0, 2) : [],
      ...(image !== null && { image }),
    }))

type Promotion = ShopFile['promotions'][number]

const promotionIn = ({ locales, currency }: { locales: string[]; currency: string }, n: number): fc.Arbitrary<Promotion> => {
  const some = amountIn(currency).filter((text) => Number(text) > 0)
  const kind: fc.Arbitrary<Pick<Promotion, 'percent' | 'amount' | 'freeDelivery' | 'maximum'>> = fc.oneof(
    fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ percent: fc.integer({ min: 1, max: 100 }), maximum: some }),
    fc.record({ amount: some }),
    fc.record({ freeDelivery: fc.constant(true as const) }),
  )
  const terms = fc.record(
    { from: fc.constant('2026-11-01'), until: fc.constant('2027-01-31'), minimum: some, times: count, timesPerAccount: count },
    { requiredKeys: [] },
  )
  return fc
    .tuple(kind, terms, fc.boolean(), textIn(locales, n), fc.constantFrom('SUMMER-', 'ČAU', '夏'))
    .map(([takesOff, { times, timesPerAccount, ...rest }, firstOrder, name, word]) => ({
      code: `promotion-${n}`,
      promotionCode: `${word}${n % 2}${n}`,
      name,
      ...takesOff,
      ...rest,
      firstOrder,
      ...(times !== undefined && { times: times + 1 }),
      ...(timesPerAccount !== undefined && { timesPerAccount: timesPerAccount + 1 }),
    }))
}

/** The same few codes in every shop, so that one after the other adds, changes, retires and brings back. */
export const randomShop: fc.Arbitrary<ShopFile> = fc
  .tuple(
    fc.constantFrom('EUR', 'JPY', 'KWD'),
    fc.constantFrom<string[]>(['en'], ['en', 'sk'], ['ja', 'en', 'pt-BR']),
    positions(4),
    positions(6),
    positions(8),
    positions(3),
  )
  .chain(([currency, locales, categoryNumbers, ingredientNumbers, productNumbers, promotionNumbers]) => {
    const categories = categoryNumbers.map((n) => `c-${n}`)
    const ingredients = ingredientNumbers.map((n) => `i-${n}`)
    return withSeller(
      withTaxes(
        fc.record({
          shop: settingsIn(currency, locales),
          categories: fc
            .tuple(...categoryNumbers.map((n) => textIn(locales, n).map((name) => ({ code: `c-${n}`, name }))))
            .chain((made) => fc.shuffledSubarray(made, { minLength: made.length })),
          ingredients: fc.tuple(...ingredientNumbers.map((n) => ingredientIn(locales, n))),
          products:
            categories.length === 0
              ? fc.constant([])
              : fc.tuple(...productNumbers.map((n) => withHours(productIn({ locales, currency }, n, categories, ingredients)))),
          promotions: fc.tuple(...promotionNumbers.map((n) => promotionIn({ locales, currency }, n))),
        }),
      ),
    )
  })
