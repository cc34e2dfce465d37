import { expect } from 'chai'
import { isCurrency, minorUnitDigits, moneyFormat, toMajorUnits } from '../../src/contract/currency.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

/** ISO 4217, list one (SIX, 2026): currencies whose minor unit is not 2, and some that Intl shows with different digits. */
const published = `
  BIF 0, CLP 0, DJF 0, GNF 0, ISK 0, JPY 0, KMF 0, KRW 0, PYG 0, RWF 0, UGX 0, UYI 0, VND 0, VUV 0, XAF 0, XOF 0, XPF 0,
  BHD 3, IQD 3, JOD 3, KWD 3, LYD 3, OMR 3, TND 3, CLF 4, UYW 4,
  HUF 2, EUR 2, CZK 2, USD 2, AFN 2, ALL 2, IDR 2, IRR 2, KPW 2, LAK 2, LBP 2, MGA 2, MMK 2, MRU 2, PKR 2, RSD 2, SOS 2, SYP 2, YER 2`
const table = published.split(',').map((entry) => {
  const [currency = '', digits] = entry.trim().split(' ')
  return { currency, digits: Number(digits) }
})

describe('the digits of a currency', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  it('are those of ISO 4217, even if the ICU of this Node differs', () => {
    expect(table.map(({ currency }) => ({ currency, digits: minorUnitDigits(currency) }))).to.deep.equal(table)
  })

  it('are the same in the database, for every currency that Intl knows', async () => {
    const currencies = [...new Set([...Intl.supportedValuesOf('currency'), ...table.map(({ currency }) => currency)])]
    const rows = await database.database.query<{ currency: string; text: string }>(
      `select c as currency, amount_text(123456789, c, 'en') as text from unnest($1::text[]) c`,
      [currencies],
    )
    const inDatabase = rows.map(({ currency, text }) => `${currency} ${/\.(\d+) /.exec(text)?.[1]?.length ?? 0}`)
    expect(inDatabase).to.deep.equal(currencies.map((currency) => `${currency} ${minorUnitDigits(currency)}`))
  })

  const write = (locale: string, amount: number, currency: string) =>
    moneyFormat(locale, currency).format(toMajorUnits({ amount, currency }))

  it('are known for every currency that a shop can have, and for no other code', () => {
    expect(table.filter(({ currency }) => !isCurrency(currency))).to.deep.equal([])
    expect(['ABC', 'XXX', 'XAU', 'XDR', 'BGN', 'HRK', 'DEM', 'eur', ''].filter(isCurrency)).to.deep.equal([])
  })

  it('are Latin digits in every language, whatever its tag asks for', () => {
    for (const locale of ['ar-EG', 'fa-IR', 'bn-BD', 'mr-IN', 'my-MM', 'ne-NP', 'ur-IN', 'en-u-nu-thai', 'zh-u-nu-hanidec'])
      expect(write(locale, 98_765, 'EUR'), locale).to.match(/\b987\D65\b/)
  })

  it('are written in full in every language', () => {
    expect(
      [
        write('en', 123_456, 'HUF'),
        write('en', 1500, 'JPY'),
        write('en', 1234, 'KWD'),
        write('en', 12_345, 'CLF'),
        write('en', 1250, 'EUR'),
        write('sk', 1250, 'EUR'),
      ].map((text) => text.replaceAll('\u00a0', ' ')),
    ).to.deep.equal(['HUF 1,234.56', '¥1,500', 'KWD 1.234', 'CLF 1.2345', '€12.50', '12,50 €'])
  })
})
