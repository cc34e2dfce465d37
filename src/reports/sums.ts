import type { Money, Order } from '../contract/index.ts'
import type { Words } from './words.ts'

/** What the price of an order is made of between the dishes and the total. What is zero is left out, except the delivery. */
export const sumsBetween = (
  { promotion, discount, deliveryFee, tip }: Pick<Order, 'promotion' | 'discount' | 'deliveryFee' | 'tip'>,
  words: Words,
): [label: string, amount: Money][] => [
  ...(discount.amount > 0
    ? [[words.discount(promotion?.name ?? ''), { ...discount, amount: -discount.amount }] satisfies [string, Money]]
    : []),
  [words.deliveryFee, deliveryFee],
  ...(tip.amount > 0 ? [[words.tip, tip] satisfies [string, Money]] : []),
]

/** What the order gave back, each with its reason. A change that costs the same is none. */
export const givenBack = ({ adjustments }: Pick<Order, 'adjustments'>, words: Words): [label: string, amount: Money][] =>
  adjustments
    .filter(({ amount }) => amount.amount > 0)
    .map(({ kind, reason, amount }) => [[words.adjustment[kind], reason].filter(Boolean).join(': '), { ...amount, amount: -amount.amount }])
