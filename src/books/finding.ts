import { minorUnitDigits, toMajorUnits } from '../contract/currency.ts'
import type { Money } from '../contract/index.ts'

/** A difference between the ledger and what it should say, as one line. */
export type Finding = string

/** `-12.90 EUR`. */
export const amountText = (money: Money): string => `${toMajorUnits(money).toFixed(minorUnitDigits(money.currency))} ${money.currency}`
