/**
 * The taxes that prices include. The tax of each rate is rounded once, on the sum at that rate, half up, to the currency's minor unit, and the
 * base is the rest of the sum: nothing is lost. docs/shop.md names the rules that this follows.
 */

/** An amount with its tax, and the rate in percent. */
export interface Taxed {
  rate: number
  amount: number
}

/** `base` + `tax` is what is paid at the rate, in minor units. */
export interface Tax {
  rate: number
  base: number
  tax: number
}

/** The sum at each rate, the lowest rate first. */
const sumByRate = (parts: readonly Taxed[]): Taxed[] => {
  const sums = new Map<number, number>()
  for (const { rate, amount } of parts) sums.set(rate, (sums.get(rate) ?? 0) + amount)
  return [...sums].map(([rate, amount]) => ({ rate, amount })).sort((a, b) => a.rate - b.rate)
}

/** Takes a discount off the sums in proportion. The units that rounding leaves go to the largest remainders, so that it is exactly the discount. */
export const discounted = (parts: readonly Taxed[], discount: number): Taxed[] => {
  const sums = sumByRate(parts)
  if (discount === 0) return sums
  const whole = BigInt(sums.reduce((total, { amount }) => total + amount, 0))
  if (whole === 0n) return sums
  // the product of two amounts can be more than a number holds exactly
  const shares = sums.map(({ rate, amount }) => {
    const product = BigInt(amount) * BigInt(discount)
    return { rate, amount, taken: Number(product / whole), remainder: Number(product % whole) }
  })
  const left = discount - shares.reduce((total, { taken }) => total + taken, 0)
  const largest = [...shares].sort((a, b) => b.remainder - a.remainder).slice(0, left)
  return shares.map((share) => ({ rate: share.rate, amount: share.amount - share.taken - (largest.includes(share) ? 1 : 0) }))
}

/** A rate has at most three decimals. */
const thousandths = (rate: number) => Math.round(rate * 1000)

const taxIn = ({ rate, amount }: Taxed): number => {
  const part = thousandths(rate)
  const whole = 100_000 + part
  const product = 2 * amount * part + whole
  if (Number.isSafeInteger(product)) return (product - (product % (2 * whole))) / (2 * whole)
  return Number((2n * BigInt(amount) * BigInt(part) + BigInt(whole)) / BigInt(2 * whole))
}

/** The taxes that the amounts include, the lowest rate first. */
export const taxesOf = (parts: readonly Taxed[]): Tax[] =>
  sumByRate(parts)
    .filter(({ amount }) => amount > 0)
    .map((sum) => {
      const tax = taxIn(sum)
      return { rate: sum.rate, base: sum.amount - tax, tax }
    })
