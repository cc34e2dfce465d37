/** What a courier gives back. Amounts are in minor units. */
import type { Money } from '#contract'
import { minorUnitDigits } from '#currency'

const notes = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]

/** What a customer is likely to hand over for this amount: the next multiples of banknotes, the smallest first. */
export const likelyCash = ({ amount, currency }: Money): Money[] => {
  const unit = 10 ** minorUnitDigits(currency)
  const sums = notes.filter((note) => note * unit * 10 >= amount).map((note) => Math.ceil(amount / (note * unit)) * note * unit)
  return [...new Set(sums)].slice(0, 4).map((sum) => ({ amount: sum, currency }))
}

/** An amount as people type it, with a point or a comma. Undefined if it is none. */
export const parseCash = (typed: string, currency: string): Money | undefined => {
  const text = typed.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  if (!/^\d{1,9}(\.\d{1,4})?$/.test(text)) return undefined
  return { amount: Math.round(Number(text) * 10 ** minorUnitDigits(currency)), currency }
}
