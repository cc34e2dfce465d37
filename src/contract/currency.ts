import type { Money } from './index.ts'
import { remember } from './shapes/remember.ts'

/**
 * The currencies of ISO 4217 (list one) whose minor unit is not a hundredth, by their number of digits. Do not ask Intl: it has the digits
 * that people write, and those are none for HUF, which ISO and payment services count in hundredths. The SQL function `amount_text` has
 * the same table; a test compares the two.
 */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  0: ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
  4: ['CLF', 'UYW'],
}

const digitsByCurrency = new Map(Object.entries(exceptions).flatMap(([digits, codes]) => codes.map((code) => [code, Number(digits)])))

/** How many digits of an amount in minor units are after the decimal point. */
export const minorUnitDigits = (currency: string): number => digitsByCurrency.get(currency) ?? 2

/** Amounts in minor units, as money of one currency. */
export const moneyIn =
  (currency: string) =>
  (amount: number): Money => ({ amount, currency })

/** 1250 cents are 12.5 euros. */
export const toMajorUnits = ({ amount, currency }: Money): number => amount / 10 ** minorUnitDigits(currency)

/** Formats major units of a currency with all digits of its minor unit. */
export const moneyFormat = remember(100, (locale: string, currency: string): Intl.NumberFormat => {
  const digits = minorUnitDigits(currency)
  return new Intl.NumberFormat(locale, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits })
})
