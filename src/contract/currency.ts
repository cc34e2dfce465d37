import type { Money } from './index.ts'
import { remember } from './shapes/remember.ts'

/**
 * The currencies of ISO 4217 (list one, 2026) by the number of digits of their minor unit, without those that are only units of account.
 * Do not ask Intl: it has the digits that people write, and those are none for HUF, which ISO and payment services count in hundredths.
 * The SQL function `currency_digits` has the same digits; a test compares the two.
 */
const currencies: Readonly<Record<string, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD
    EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD
    MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK
    SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

const digitsByCurrency = new Map(
  Object.entries(currencies).flatMap(([digits, codes]) => codes.split(/\s+/).map((code) => [code, Number(digits)] as const)),
)

/** Whether a shop can have this currency. */
export const isCurrency = (code: string): boolean => digitsByCurrency.has(code)

/** How many digits of an amount in minor units are after the decimal point. A currency that was withdrawn has two. */
export const minorUnitDigits = (currency: string): number => digitsByCurrency.get(currency) ?? 2

/** Amounts in minor units, as money of one currency. */
export const moneyIn =
  (currency: string) =>
  (amount: number): Money => ({ amount, currency })

/** 1250 cents are 12.5 euros. */
export const toMajorUnits = ({ amount, currency }: Money): number => amount / 10 ** minorUnitDigits(currency)

/** The same language tag with Latin digits: pages, files and notifications write numbers alike, and a report has no letters for others. */
export const withLatinDigits = (locale: string): string => new Intl.Locale(locale, { numberingSystem: 'latn' }).toString()

/** Formats major units of a currency with all digits of its minor unit. */
export const moneyFormat = remember(100, (locale: string, currency: string): Intl.NumberFormat => {
  const digits = minorUnitDigits(currency)
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
  return new Intl.NumberFormat(withLatinDigits(locale), format)
})
