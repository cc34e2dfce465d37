import type { Order } from './shapes/order.ts'

/** The taxes that are left of an order after what it gave back, the lowest rate first. A rate of which nothing is left is left out. */
export const netTaxes = ({ taxes, adjustments }: Pick<Order, 'taxes' | 'adjustments'>): Order['taxes'] => {
  const back = adjustments.flatMap((adjustment) => adjustment.taxes)
  const less = (rate: number, part: 'base' | 'tax') =>
    back.filter((each) => each.rate === rate).reduce((sum, each) => sum + each[part].amount, 0)
  return taxes
    .map(({ rate, base, tax }) => ({
      rate,
      base: { ...base, amount: base.amount - less(rate, 'base') },
      tax: { ...tax, amount: tax.amount - less(rate, 'tax') },
    }))
    .filter(({ base, tax }) => base.amount + tax.amount > 0)
}
