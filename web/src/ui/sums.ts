import type { Order } from '#contract'
import { money, t } from '../language/page-language.ts'

/** The lines between the dishes and the total. What is zero is left out, except the delivery. */
export const sumsBetween = ({
  promotion,
  discount,
  deliveryFee,
  tip,
}: Pick<Order, 'discount' | 'deliveryFee' | 'tip'> & { promotion?: Order['promotion'] }): [label: string, amount: string][] => {
  const { basket } = t()
  return [
    ...(discount.amount > 0
      ? [
          [promotion ? basket.discountOf(promotion.name) : basket.discount, money({ ...discount, amount: -discount.amount })] satisfies [
            string,
            string,
          ],
        ]
      : []),
    [basket.deliveryFee, money(deliveryFee)],
    ...(tip.amount > 0 ? [[basket.tip, money(tip)] satisfies [string, string]] : []),
  ]
}

/** The total, and where something was given back or the order ended without a sale, what was given back and the rest. */
export const totals = ({
  total,
  netTotal,
  adjustments,
}: Pick<Order, 'total' | 'netTotal' | 'adjustments'>): [label: string, amount: string][] => {
  const { basket } = t()
  const back = adjustments.reduce((sum, { amount }) => sum + amount.amount, 0)
  return [
    [basket.total, money(total)],
    ...(back > 0 ? [[basket.givenBack, money({ ...total, amount: -back })] satisfies [string, string]] : []),
    ...(netTotal.amount !== total.amount ? [[basket.netTotal, money(netTotal)] satisfies [string, string]] : []),
  ]
}
