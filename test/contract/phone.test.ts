import { expect } from 'chai'
import { type CountryCode, getCountries, getExampleNumber } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { phone, toPhoneIn } from '../../src/contract/index.ts'
import { holdsCardNumber } from '../../src/payments/card-number.ts'
import { patterns } from '../../web/src/ui/limits.ts'

/** A mobile number of each country. */
const numbers = getCountries().flatMap((country: CountryCode) => getExampleNumber(country, examples) ?? [])

/** How people write the number of a country. */
const waysToWrite = (number: (typeof numbers)[number]): string[] => {
  const international = number.formatInternational()
  return [
    number.number,
    international,
    ` ${international.replaceAll(' ', '\u00a0')} `,
    international.replaceAll(' ', '-'),
    international.replace('+', '00'),
    `\u202a${international}\u202c`,
  ]
}

describe('telephone numbers', () => {
  it('of every country are accepted in every usual form, and have one form', () => {
    expect(numbers).to.have.length.above(200)
    for (const number of numbers)
      for (const typed of waysToWrite(number)) expect(phone.parse(typed), typed).to.equal(number.formatInternational())
  })

  it('without the code of a country stay as they are written', () => {
    for (const [typed, kept] of [
      ['(555) 123-4567', '(555) 123-4567'],
      ['0900 123 456', '0900 123 456'],
      ['0900   123\u2011456 ', '0900 123-456'],
      ['0900/123456', '0900/123456'],
      ['\u0660\u0669\u0660\u0660 \u0661\u0662\u0663', '0900 123'],
    ] as const)
      expect(phone.parse(typed)).to.equal(kept)
  })

  it('without it are of the country of the shop, where it has such a number', () => {
    for (const number of numbers) {
      const { country = '' } = number
      const inside = number.formatNational()
      expect(toPhoneIn(country, inside), `${country}: ${inside}`).to.equal(number.formatInternational())
      expect(toPhoneIn('SK', number.formatInternational()), 'a number that names another country').to.equal(number.formatInternational())
    }
    expect(toPhoneIn('SK', '(555) 123-4567 89'), 'no number of Slovakia').to.equal('(555) 123-4567 89')
    expect(toPhoneIn(null, '0900 123 456'), 'a shop without a country').to.equal('0900 123 456')
  })

  it('are no texts with few digits, other signs, or a length that the country does not use', () => {
    for (const wrong of [
      '1)))))',
      '0----------',
      '+1 ( ) . - 2 3',
      '1234',
      '112',
      `+${'1'.repeat(18)}`,
      '+421 90',
      '+421 900 123 456 789',
      '+999 123 456 789',
      '00999123456789',
      '0900123456789012',
      '+421 900 CALL',
      '4242424242424242',
      '',
    ])
      expect(phone.safeParse(wrong).success, wrong).to.equal(false)
  })

  it('of every country are no card numbers in a telephone field, and fit the pattern of the pages', () => {
    for (const number of numbers)
      for (const typed of [...waysToWrite(number), number.formatNational()]) {
        // an island has numbers of four digits
        if (typed.replace(/[^0-9]/g, '').length < 5) continue
        expect(phone.safeParse(typed).success, typed).to.equal(true)
        expect(holdsCardNumber(typed, true), typed).to.equal(false)
        expect(typed).to.match(new RegExp(`^(?:${patterns.phone})$`, 'v'))
      }
  })
})
