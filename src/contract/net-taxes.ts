import type { Order } from './shapes/order.ts'

/**
 * The taxes that are left of an order after what it gave back, the lowest rate first. A rate of which nothing is left is left out; one that only a
 * substitute has is added. An order that costs nothing now has none.
 */
export const netTaxes = ({ taxes, adjustments, netTotal }: Pick<Order, 'taxes' | 'adjustments' | 'netTotal'>): Order['taxes'] => {
  if (netTotal.amount === 0) return []
  const left = new Map(taxes.map((each) => [each.rate, each]))
  for (const { rate, base, tax } of adjustments.flatMap((adjustment) => adjustment.taxes)) {
    const before = left.get(rate)
    left.set(rate, {
      rate,
      base: { ...base, amount: (before?.base.amount ?? 0) - base.amount },
      tax: { ...tax, amount: (before?.tax.amount ?? 0) - tax.amount },
    })
  }
  return [...left.values()].filter(({ base, tax }) => base.amount + tax.amount > 0).toSorted((a, b) => a.rate - b.rate)
}
