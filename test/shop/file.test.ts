import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { stringify } from 'yaml'
import { checkShop } from '../../src/shop/check/check.ts'
import { sampleShop } from '../../src/shop/read-file.ts'
import { amountOf, decimalOf } from '../../src/shop/schema/amounts.ts'

const flowers = fileURLToPath(new URL('../../shop/flowers.yaml', import.meta.url))

const faultsOf = (text: string) => checkShop(text).faults.map(({ line, where, message }) => `${line} ${where}: ${message}`)

const minimal = {
  shop: { name: 'Here', currency: 'EUR', timeZone: 'Europe/Bratislava', location: { lat: 48, lng: 17 }, locales: ['en', 'sk'] },
  categories: [{ code: 'soups', name: { en: 'Soups', sk: 'Polievky' } }],
  ingredients: [{ code: 'garlic', name: 'garlic', unit: 'g' }],
  products: [{ code: 'garlic-soup', category: 'soups', name: 'Garlic soup', price: '4.90', prepMinutes: 8, recipe: { garlic: 25 } }],
}

describe('the file of a shop', () => {
  for (const [name, path] of Object.entries({ sample: sampleShop, flowers })) {
    it(`has no fault in shop/${name}.yaml, and every text in every language of the shop`, async () => {
      const { file, faults } = checkShop(await readFile(path, 'utf8'))
      expect(faults).to.deep.equal([])
      for (const { code, description } of file?.products ?? []) expect(description, code).to.have.all.keys(...(file?.shop.locales ?? []))
    })
  }

  it('is YAML or JSON', () => {
    expect(faultsOf(stringify(minimal))).to.deep.equal([])
    expect(faultsOf(JSON.stringify(minimal, undefined, 1))).to.deep.equal([])
    expect(checkShop(stringify(minimal)).file?.products[0]).to.deep.include({ removable: [], description: '' })
  })

  it('takes an amount that YAML reads as a number', () => {
    expect(checkShop(stringify(minimal).replace('"4.90"', '4.90')).file?.products[0]?.price).to.equal('4.9')
  })

  it('refuses a price in hexadecimal, and a name that JavaScript would lose', () => {
    const text = stringify(minimal)
    const priceLine = text.slice(0, text.indexOf('"4.90"')).split('\n').length
    expect(faultsOf(text.replace('"4.90"', '0x10'))).to.deep.equal([`${priceLine} : 0x10 is no decimal number`])
    expect(faultsOf(`__proto__: {}\n${text}`)).to.deep.equal(['1 : __proto__ cannot be a name here'])
  })

  it('has a currency of ISO 4217', () => {
    const withCurrency = (currency: string) => faultsOf(stringify(minimal).replace('EUR', currency))
    expect(withCurrency('HUF')).to.deep.equal([])
    for (const wrong of ['ABC', 'XXX', 'HRK', 'eur']) expect(withCurrency(wrong).join(), wrong).to.include('ISO 4217')
  })

  it('has a currency that the payment services collect, among the other faults', () => {
    const text = stringify({ ...minimal, shop: { ...minimal.shop, currency: 'CZK', colour: 'red' } })
    const bankOfEuros = (currency: string) => (currency === 'EUR' ? undefined : 'bank')
    expect(checkShop(text, bankOfEuros).faults.map(({ line, where, message }) => `${line} ${where}: ${message}`)).to.deep.equal([
      '3 shop.currency: the payment service "bank" does not collect CZK',
      '11 shop.colour: is not known here',
    ])
    expect(checkShop(stringify(minimal), bankOfEuros).faults).to.deep.equal([])
  })

  it('names the line of each fault, all of them at once', () => {
    const text = `shop:
  name: { en: Here, de: Hier }
  currency: EUR
  timeZone: Europe/Nowhere
  location: { lat: 48, lng: 17 }
  locales: [en, sk]
  open: always
categories:
  - { code: soups, name: { sk: Polievky } }
  - { code: soups, name: Again }
ingredients:
  - code: garlic
    name: garlic
    unit: kilo
products:
  - code: Garlic Soup
    category: soups
    name: Garlic soup
    price: '4.905'
    prepMinutes: 8
    recipe: { garlic: 25, bread: 1 }
    removable: [bread, salt]
  - code: onion-soup
    category: mains
    name: ''
    price: free
    recipe: { garlic: 0 }
`
    expect(faultsOf(text)).to.deep.equal([
      '2 shop.name.de: de is not among the locales of the shop: en, sk',
      '4 shop.timeZone: must be an IANA time zone, for instance Europe/Bratislava',
      '7 shop.open: is not known here',
      "9 categories.soups.name: has no text in en, the first of the shop's locales",
      '10 categories.soups.code: another entry has the code soups',
      '14 ingredients.garlic.unit: must be one of g, ml, piece',
      '16 products.Garlic Soup.code: must be lower-case letters, digits and single hyphens, for instance tomato-soup',
      '19 products.Garlic Soup.price: 4.905 has more digits after the point than EUR',
      '21 products.Garlic Soup.recipe.bread: there is no ingredient bread',
      '22 products.Garlic Soup.removable.1: salt is not in the recipe',
      '23 products.onion-soup.prepMinutes: is missing',
      '24 products.onion-soup.category: there is no category mains',
      '25 products.onion-soup.name: must not be empty',
      "26 products.onion-soup.price: must be an amount, for instance '8.50'",
      '27 products.onion-soup.recipe.garlic: must be at least 1',
    ])
  })

  it('says what is wrong in words of its own, whatever the type of the value', () => {
    const { shop } = minimal
    const values = ['text', 5, 5.5, -1, 1e12, true, null, [], ['x'], {}, { x: 1 }, 'x'.repeat(5000)]
    const fields = [
      'name',
      'locales',
      'location',
      'hours',
      'specialDays',
      'closed',
      'delivery',
      'areas',
      'kitchen',
      'limits',
      'tips',
      'seller',
    ]
    const inShop = fields.flatMap((field) => values.map((value) => ({ ...minimal, shop: { ...shop, [field]: value } })))
    const inProduct = Object.keys(minimal.products[0] ?? {}).flatMap((field) =>
      values.map((value) => ({ ...minimal, products: [{ ...minimal.products[0], [field]: value }] })),
    )
    const deep = values.map((value) => ({
      ...minimal,
      shop: {
        ...shop,
        hours: { mon: value, tue: [value] },
        specialDays: { '2026-12-24': value, tomorrow: [] },
        closed: [value],
        kitchen: { parallelDishes: value },
        tips: { percents: [value], maximumPercent: value },
        areas: [{ code: value, name: value, polygon: value, radius: value, fee: value }],
      },
    }))
    for (const file of [...inShop, ...inProduct, ...deep, ...values])
      for (const { message } of checkShop(stringify(file)).faults) {
        expect(message).to.match(/^(is|are|has|have|must|needs|there|another|draws|\S+ (is|has|also|overlaps)) /)
        expect(message).not.to.match(/invalid|expected|too (small|big)|undefined|object|array|string/i)
      }
  })

  it('refuses times of a day that overlap, also past midnight', () => {
    const { shop } = minimal
    const found = checkShop(
      stringify({
        ...minimal,
        shop: {
          ...shop,
          hours: { mon: ['10:00-14:00', '14:00-22:00'], tue: ['10:00-14:00', '13:59-22:00'], wed: ['18:00-02:00', '23:00-23:30'] },
          specialDays: { '2026-12-24': ['00:00-24:00', '08:00-09:00'] },
        },
        categories: [{ code: 'soups', name: 'Soups', hours: { sun: ['22:00-02:00', '23:59-00:30'] } }],
        products: minimal.products.map((product) => ({ ...product, hours: { sat: ['08:00-10:00', '09:00-11:00', '11:00-12:00'] } })),
      }),
    )
    expect(found.faults.map(({ where, message }) => `${where}: ${message}`)).to.have.members([
      'shop.hours.tue.1: 13:59-22:00 overlaps with 10:00-14:00',
      'shop.hours.wed.1: 23:00-23:30 overlaps with 18:00-02:00',
      'shop.specialDays.2026-12-24.1: 08:00-09:00 overlaps with 00:00-24:00',
      'categories.soups.hours.sun.1: 23:59-00:30 overlaps with 22:00-02:00',
      `products.${minimal.products[0]?.code}.hours.sat.1: 09:00-11:00 overlaps with 08:00-10:00`,
    ])
  })

  it('draws no conclusion from a field of the wrong form: a rule about it waits', () => {
    const promotion = { code: 'spring', promotionCode: 'SPRING', name: 'Spring' }
    const wrong = {
      ...minimal,
      shop: {
        ...minimal.shop,
        currency: 'EURO',
        locales: 'en',
        taxRate: 'much',
        delivery: { taxRate: '19' },
        areas: [{ code: 'town', name: 'Town', radius: 'far', fee: '1.005' }],
        kitchen: { parallelDishes: 0, confirmWithinMinutes: 10, rejectAfterMinutes: 5 },
      },
      products: [{ ...minimal.products[0], price: '4.905', taxRate: '19', recipe: { garlic: 'some' }, removable: ['garlic'] }],
      promotions: [
        { ...promotion, percent: 'ten', maximum: '5', from: 'soon', until: '2026-01-01' },
        { ...promotion, code: 'summer', promotionCode: 'SUMMER', amount: '5', times: 0, from: '2026-02-01', until: '2026-01-01' },
      ],
    }
    expect(checkShop(stringify(wrong)).faults.map(({ where }) => where)).to.have.members([
      'shop.currency',
      'shop.locales',
      'shop.taxRate',
      'shop.areas.town.radius',
      'shop.kitchen.parallelDishes',
      'shop.kitchen.rejectAfterMinutes',
      'products.garlic-soup.recipe.garlic',
      'promotions.spring.percent',
      'promotions.spring.from',
      'promotions.summer.times',
      'promotions.summer.until',
    ])
  })

  it('has tax rates of at most three decimals, and rates of their own only where the shop has one', () => {
    const withRates = (shop: object) => faultsOf(JSON.stringify({ ...minimal, shop: { ...minimal.shop, ...shop } }))
    for (const taxRate of ['19', 19, '5.5', 8.875, '0', '100']) expect(withRates({ taxRate, delivery: { taxRate } })).to.deep.equal([])
    const form = "must be a percentage with at most three decimals, for instance '19' or '5.5'"
    for (const taxRate of ['19 %', '5.5555', 5.5555, '-1', '']) expect(withRates({ taxRate })).to.deep.equal([`1 shop.taxRate: ${form}`])
    expect(withRates({ taxRate: '100.5' })).to.deep.equal(['1 shop.taxRate: must be at most 100'])
    expect(withRates({ delivery: { taxRate: '19' } })).to.deep.equal([
      '1 shop.delivery.taxRate: needs shop.taxRate, the rate of everything else',
    ])
  })

  it('names languages that are none', () => {
    const withLocales = (...locales: string[]) => faultsOf(JSON.stringify({ ...minimal, shop: { ...minimal.shop, locales } }))
    const form = 'must be a language tag, for instance sk or pt-BR'
    expect(withLocales('en', 'x', 'en_GB', 'en-de-de')).to.deep.equal([1, 2, 3].map((n) => `1 shop.locales.${n}: ${form}`))
    expect(withLocales('en', 'EN')).to.deep.equal(['1 shop.locales: must not name a language twice'])
  })

  it('names what is wrong with its areas, all of it at once', () => {
    const { location, ...shop } = minimal.shop
    const text = `${stringify({ ...minimal, shop })}`.replace(
      'categories:',
      `  location: { lat: 48, lng: 17 }
  open: always
  areas:
    - { code: bow-tie, name: Bow tie, fee: '1', polygon: [[48, 17], [48.1, 17.1], [48, 17.1], [48.1, 17]] }
    - { code: line, name: Line, fee: '1', polygon: [[48, 17], [48.1, 17.1]] }
    - { code: flat, name: Flat, fee: '1', polygon: [[48, 17], [48.1, 17], [48.2, 17]] }
    - { code: closed, name: Closed, fee: '1', polygon: [[48, 17], [48.1, 17], [48.1, 17.1], [48, 17]] }
    - { code: turned, name: Turned, fee: '1', polygon: [[17, 48], [17.1, 48.1], [17, 48.1]] }
    - code: sky
      name: Sky
      fee: '1'
      polygon:
        - [91, 17]
        - [48, 181]
        - [48.1, 17, 0]
    - { code: both, name: Both, fee: '1', radius: 3, polygon: [[48, 17], [48.1, 17.1], [48, 17.1]] }
    - { code: neither, name: Neither, fee: '1' }
    - { code: line, name: Again, fee: free, radius: 0 }
    - { code: neither, name: Once more, radius: 2 }
categories:`,
    )
    expect(faultsOf(text)).to.deep.equal([
      '9 shop.open: is not known here',
      '11 shop.areas.bow-tie.polygon: crosses or touches itself: side 1 and side 3 meet',
      '12 shop.areas.line.polygon: must have at least three corners',
      '13 shop.areas.flat.polygon: crosses or touches itself: side 1 and side 3 meet',
      '14 shop.areas.closed.polygon.3: is the first corner again: leave it out',
      '15 shop.areas.turned.polygon.0: is more than 1000 km from the shop: is it [latitude, longitude]?',
      '15 shop.areas.turned.polygon.1: is more than 1000 km from the shop: is it [latitude, longitude]?',
      '15 shop.areas.turned.polygon.2: is more than 1000 km from the shop: is it [latitude, longitude]?',
      '20 shop.areas.sky.polygon.0.0: is outside the earth: the latitude is between -90 and 90',
      '21 shop.areas.sky.polygon.1.1: is outside the earth: the longitude is between -180 and 180',
      '22 shop.areas.sky.polygon.2: must be [latitude, longitude]',
      '23 shop.areas.both.radius: must not stand beside a polygon: an area has one of them',
      '24 shop.areas.neither: needs a polygon or a radius',
      '25 shop.areas.line.radius: must be at least 0.05',
      "25 shop.areas.line.fee: must be an amount, for instance '8.50'",
      '25 shop.areas.line.code: another area has the code line',
      '26 shop.areas.neither.fee: is missing',
      '26 shop.areas.neither.code: another area has the code neither',
    ])
    const few = (areas: object[], at = location) =>
      faultsOf(JSON.stringify({ ...minimal, shop: { ...minimal.shop, location: at, areas } }, undefined, 1))
    const circle = { code: 'near', name: 'Near', fee: '1', radius: 3 }
    expect(few([{ ...circle, feePerKm: '0.555' }, circle, { ...circle, code: 'far', name: { sk: 'Ďaleko' } }])).to.have.members([
      '20 shop.areas.near.feePerKm: 0.555 has more digits after the point than EUR',
      '23 shop.areas.near.code: another area has the code near',
      "30 shop.areas.far.name: has no text in en, the first of the shop's locales",
    ])
    const arctic = {
      ...circle,
      radius: undefined,
      polygon: [
        [84, 0],
        [84, 10],
        [86, 10],
      ],
    }
    expect(few([arctic], { lat: 84, lng: 5 })).to.deep.equal([
      '28 shop.areas.near.polygon.2: is too near to a pole for a polygon (85°): use a radius',
    ])
    const fiji = {
      ...circle,
      radius: undefined,
      polygon: [
        [-17, 179.5],
        [-17, -179.5],
        [-18, -179.5],
        [-18, 179.5],
      ],
    }
    expect(few([fiji], { lat: -17.5, lng: 179.9 })).to.deep.equal([])
  })

  it('rejects an order only after the alarm', () => {
    const kitchen = { parallelDishes: 8, confirmWithinMinutes: 10, rejectAfterMinutes: 10 }
    expect(faultsOf(JSON.stringify({ ...minimal, shop: { ...minimal.shop, kitchen } }))).to.deep.equal([
      '1 shop.kitchen.rejectAfterMinutes: must be more than confirmWithinMinutes, 10',
    ])
  })

  it('has promotion codes that take off one thing, each code once, and tips that the shop takes', () => {
    const text = `${stringify({ ...minimal, shop: { ...minimal.shop, tips: { percents: [5, 30], maximumPercent: 20 } } })}promotions:
  - { code: summer, promotionCode: Summer 10, name: Summer, percent: 10, from: '2026-09-01', until: '2026-06-01' }
  - { code: autumn, promotionCode: SUMMER10, name: Summer, percent: 10, amount: '2.00' }
  - { code: winter, promotionCode: WINTER, name: { de: Winter }, amount: '2.005', maximum: '1.00', minimum: '0.00' }
  - { code: spring, promotionCode: 'WOW!', name: Spring, freeDelivery: true, times: 0 }
`
    const faults = faultsOf(text)
    expect(faults.map((fault) => fault.replace(/^\d+ /, ''))).to.deep.equal([
      'shop.tips.percents.1: 30 is more than maximumPercent',
      'promotions.summer.until: is before from, 2026-09-01',
      'promotions.autumn.promotionCode: another entry has the promotionCode SUMMER10',
      'promotions.autumn: must have exactly one of percent, amount and freeDelivery',
      'promotions.winter.name.de: de is not among the locales of the shop: en, sk',
      "promotions.winter.name: has no text in en, the first of the shop's locales",
      'promotions.winter.maximum: needs a percent, of which it is the most',
      'promotions.winter.amount: 2.005 has more digits after the point than EUR',
      'promotions.winter.minimum: must be more than 0',
      'promotions.spring.promotionCode: must be 2 to 40 letters, digits and hyphens',
      'promotions.spring.times: must be at least 1',
    ])
    const last = text.split('\n').length - 1
    const lines = [last - 3, last - 2, last - 2, ...Array(5).fill(last - 1), last, last]
    expect(faults.slice(1).map((fault) => Number.parseInt(fault, 10))).to.deep.equal(lines)
  })

  it('names the line of what is no YAML, and of a key that stands twice', () => {
    expect(faultsOf('shop: [\ncategories: ]').length).to.be.greaterThan(0)
    expect(faultsOf('shop: 1\nshop: 2')[0]).to.match(/^2 : .*unique/)
    expect(faultsOf('- not a shop')).to.have.lengthOf(1)
    expect(faultsOf('').length).to.be.greaterThan(0)
    expect(faultsOf('shop: *nothing')).to.have.lengthOf(1)
  })

  it('has its amounts in the minor units of the currency, and back', () => {
    const known: [string, string, number | undefined][] = [
      ['8.5', 'EUR', 850],
      ['8.50', 'EUR', 850],
      ['8.500', 'EUR', 850],
      ['8.505', 'EUR', undefined],
      ['0', 'EUR', 0],
      ['0.00', 'EUR', 0],
      ['600', 'JPY', 600],
      ['600.0', 'JPY', 600],
      ['600.5', 'JPY', undefined],
      ['1.234', 'KWD', 1234],
      ['9999999999999999', 'EUR', undefined],
    ]
    for (const [text, currency, minor] of known) expect(amountOf(text, currency), `${text} ${currency}`).to.equal(minor)
    for (const [minor, currency, text] of [
      [5, 'EUR', '0.05'],
      [850, 'EUR', '8.50'],
      [600, 'JPY', '600'],
      [5, 'KWD', '0.005'],
    ] as const)
      expect(decimalOf(minor, currency)).to.equal(text)
  })
})
