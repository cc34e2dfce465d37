/** Money as Stripe counts it (docs.stripe.com/currencies): in the minor units of ISO 4217, with exceptions. */
import { minorUnitDigits } from '../../contract/currency.ts'
import type { Money } from '../../contract/index.ts'
import { ProviderRefusal } from './provider.ts'

/** Digits after the decimal point, where Stripe has others than ISO 4217. */
const digitsAtStripe: Readonly<Record<string, number>> = { ISK: 2, MGA: 0, UGX: 2 }

/** Currencies with three digits: Stripe wants the last one to be 0. */
const inTens: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])

/** Currencies of ISO 4217 in which Stripe makes no charges. */
const notTaken: ReadonlySet<string> = new Set('BTN CLF CUP ERN IQD IRR KPW LYD MRU SDG SSP SYP TMT UYI UYW VED VES'.split(' '))

export const isTakenByStripe = (currency: string): boolean => !notTaken.has(currency)

const factorOf = (currency: string): number => 10 ** ((digitsAtStripe[currency] ?? minorUnitDigits(currency)) - minorUnitDigits(currency))

/** Throws `ProviderRefusal` for an amount that Stripe cannot express. */
export const toStripe = ({ amount, currency }: Money): { amount: number; currency: string } => {
  const theirs = Math.round(amount * factorOf(currency))
  if (fromStripe(theirs, currency).amount !== amount || (inTens.has(currency) && amount % 10 !== 0))
    throw new ProviderRefusal(`Stripe: ${amount} minor units of ${currency} are too fine`)
  return { amount: theirs, currency: currency.toLowerCase() }
}

/** Stripe writes codes of currencies in lower case. */
export const fromStripe = (amount: number, code: string): Money => {
  const currency = code.toUpperCase()
  return { amount: Math.round(amount / factorOf(currency)), currency }
}
