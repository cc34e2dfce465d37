import { expect } from 'chai'
import fc from 'fast-check'
import { composeIBAN, getCountrySpecifications, isValidIBAN } from 'ibantools'
import { v7 } from 'uuid'
import { holdsCardNumber } from '../../src/payments/card-number.ts'

const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })

const checkDigit = (body: string): string => {
  const sum = [...body].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + Math.floor(value / 10) + (value % 10)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** Beginnings and lengths, as the networks publish them. */
const networks: [beginnings: [from: number, to: number][], lengths: number[]][] = [
  [[[4, 4]], [16, 19]],
  [
    [
      [51, 55],
      [2221, 2720],
    ],
    [16],
  ],
  [
    [
      [34, 34],
      [37, 37],
    ],
    [15],
  ],
  [
    [
      [6011, 6011],
      [644, 649],
      [65, 65],
      [3528, 3589],
      [62, 62],
      [2200, 2204],
    ],
    [16, 17, 18, 19],
  ],
  [
    [
      [36, 36],
      [38, 39],
      [300, 305],
    ],
    [14, 15, 16, 17, 18, 19],
  ],
  [
    [
      [60, 60],
      [81, 82],
      [508, 508],
    ],
    [16],
  ],
  [
    [
      [50, 50],
      [56, 58],
      [6, 6],
    ],
    [13, 14, 15, 16, 17, 18, 19],
  ],
]
const cardNumber = fc
  .constantFrom(...networks)
  .chain(([beginnings, lengths]) => fc.tuple(fc.constantFrom(...beginnings), fc.constantFrom(...lengths)))
  .chain(([[from, to], length]) => fc.tuple(fc.integer({ min: from, max: to }), digits(19), fc.constant(length)))
  .map(([beginning, rest, length]) => `${beginning}${rest}`.slice(0, length - 1))
  .map((body) => `${body}${checkDigit(body)}`)

/** The digits in groups of these sizes; the last size repeats. */
const inGroups = (number: string, sizes: readonly number[]): string[] => {
  const [size = 1, ...others] = sizes
  return number.length <= size ? [number] : [number.slice(0, size), ...inGroups(number.slice(size), others.length > 0 ? others : [size])]
}

const separators = [
  ' ',
  '-',
  '.',
  '/',
  '_',
  ',',
  '|',
  '\n',
  '  ',
  '     ',
  '\r\n\r\n',
  ' - ',
  '\u00a0',
  '\u2009',
  '\u202f',
  '\u3000',
  '\u2013',
  '\u200b',
  '\u00ad',
]
const format = fc.record({
  sizes: fc.constantFrom([19], [4], [4, 6, 5], [4, 6], [8], [6, 10], [2], [1], [5], [3]),
  separator: fc.constantFrom(...separators),
  zero: fc.constantFrom(0x30, 0xff10, 0x660, 0x6f0, 0x966, 0x1d7ce, 0x1d7f6),
})
type Format = typeof format extends fc.Arbitrary<infer Value> ? Value : never
const written = (number: string, { sizes, separator, zero }: Format) =>
  inGroups(number, sizes)
    .join(separator)
    .replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))

const neighbours = {
  before: [
    '',
    '1 ',
    'PAN',
    'card:',
    '+',
    '+1 ',
    '12/28 ',
    '18:00 ',
    '2026-11-23T18:15:00.000Z ',
    `${v7()} `,
    'SK31 1200 0000 1987 4263 7541 ',
    'No',
    '(',
  ],
  after: ['', ' 12/28', '-12/28', '/12/28', ' 12/28 123', ' 123', ', thanks', 'EUR', ') 0900 123 456', ` ${v7()}`, '.', 'x1'],
}
const neighbourhood = fc.record({ before: fc.constantFrom(...neighbours.before), after: fc.constantFrom(...neighbours.after) })

/** What may as well be a telephone number: 15 digits at most after a +. Numbers in +3… have 13 at most. */
const isLikeTelephone = (number: string, before: string) => before === '+' && number.length <= 15 && !number.startsWith('3')

const never = (arbitrary: fc.Arbitrary<string>, isTelephoneField = false) =>
  fc.assert(
    fc.property(arbitrary, (text) => !holdsCardNumber(text, isTelephoneField)),
    { numRuns: 100_000 },
  )

const telephone = fc
  .tuple(fc.integer({ min: 1, max: 999 }).map(String), fc.integer({ min: 4, max: 14 }), digits(14))
  .map(([country, length, rest]) => {
    const longest = country.startsWith('1') || country.startsWith('7') ? 11 : country.startsWith('3') ? 13 : 15
    return { country, rest: rest.slice(0, Math.min(length, longest - country.length)) }
  })
const telephoneFormat = fc.record({
  prefix: fc.constantFrom('+', '00', '00 ', '011 ', '\uff0b', '+ ', '+('),
  after: fc.constantFrom('', ' ', '-', ') ', '.', '/'),
  sizes: fc.constantFrom([14], [3], [2], [4], [3, 4], [3, 3, 4]),
  separator: fc.constantFrom(' ', '-', '.', '/', '\u00a0', ''),
})
const writtenTelephone = fc
  .tuple(telephone, telephoneFormat)
  .map(([{ country, rest }, { prefix, after, sizes, separator }]) => `${prefix}${country}${after}${inGroups(rest, sizes).join(separator)}`)

const uuid = fc.oneof(
  fc.uuid(),
  fc.date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => v7({ msecs: date.getTime() })),
)
const moment = fc
  .tuple(
    fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
    digits(9),
    fc.constantFrom('Z', '', '+02:00', '-11:30'),
    fc.constantFrom('T', ' '),
  )
  .map(([date, fraction, zone, between]) => `${date.toISOString().slice(0, 19).replace('T', between)}.${fraction}${zone}`)

const ibanOf = (country: string, pattern: string) =>
  fc.stringMatching(new RegExp(pattern)).map((bban) => composeIBAN({ countryCode: country, bban }) ?? '')
/** Of the countries whose account numbers need no check digits of their own. */
const ibans = Object.entries(getCountrySpecifications()).flatMap(([country, { IBANRegistry, bban_regexp: pattern }]) => {
  if (!IBANRegistry || pattern === null) return []
  const any = ibanOf(country, pattern)
  return fc.sample(any, 20).every((found) => isValidIBAN(found)) ? [any] : []
})
const iban = fc
  .oneof(...ibans)
  .chain((whole) => fc.constantFrom(' ', '', '\u00a0', '-').map((separator) => inGroups(whole, [4]).join(separator)))

const degrees = fc.double({ min: 34, max: 69, noNaN: true })

describe('a card number in text', () => {
  it('is found in every format, in every script, and with every neighbour', () => {
    fc.assert(
      fc.property(cardNumber, format, neighbourhood, (number, how, { before, after }) => {
        fc.pre(!isLikeTelephone(number, before))
        return holdsCardNumber(`${before}${written(number, how)}${after}`)
      }),
      { numRuns: 50_000 },
    )
  })

  it('is found in superscripts, circles and keycaps', () => {
    const texts = [
      '⁴¹¹¹¹¹¹¹¹¹¹¹¹¹¹¹',
      '④①①①①①①①①①①①①①①①',
      `4\ufe0f\u20e3${'1\ufe0f\u20e3'.repeat(15)}`,
      `4\u0301${'1\u0301'.repeat(15)}`,
      '57⅒⅒⅒⅒',
    ]
    expect(texts.filter((text) => !holdsCardNumber(text))).to.deep.equal([])
  })

  it('has at most three digits in one character outside ASCII', () => {
    const digitsIn = (code: number) =>
      String.fromCodePoint(code)
        .normalize('NFKC')
        .match(/\p{Nd}/gu)?.length ?? 0
    const most = Array.from({ length: 0x110000 - 0x80 }, (_, at) => digitsIn(at + 0x80)).reduce((a, b) => Math.max(a, b))
    expect(most).to.equal(3)
  })

  it('is never seen in German mobile numbers without a +', () => never(digits(9).map((rest) => `Tel. 4915${rest}`)))

  it('is found in a field for telephone numbers, unless a telephone number may look the same', () => {
    fc.assert(
      fc.property(cardNumber, format, (number, how) => {
        fc.pre(!isLikeTelephone(number, '+'))
        return holdsCardNumber(written(number, how), true)
      }),
    )
  })

  it('is never seen in 100,000 international telephone numbers', () => never(writtenTelephone))

  it('is never seen in 100,000 telephone numbers without a +, in a field for them', () => {
    never(
      writtenTelephone.map((text) => text.replace(/^\D*/, '')),
      true,
    )
  })

  it('is never seen in 100,000 UUIDs', () => never(uuid))

  it('is never seen in 100,000 moments', () => never(moment))

  it('is never seen in IBANs, with words after them', () => {
    expect(ibans).to.have.length.above(40)
    never(iban.map((text) => `${text} 12 thanks`))
  })

  it('is never seen in coordinates as maps copy them', () => never(fc.tuple(degrees, degrees).map(([lat, lng]) => `${lat}, ${lng}`)))

  it('is never seen in ranges of dates and times, or in two local telephone numbers', () => {
    const texts = [
      'away 23-11-2026 - 25-11-2026',
      'open 08:00-12:00 14:00-18:00',
      '0900 123 456, 0905 654 321',
      '415-555-2671, 212-555-1234',
      'order 20261123181500123',
    ]
    expect(texts.filter((text) => holdsCardNumber(text))).to.deep.equal([])
  })
})
