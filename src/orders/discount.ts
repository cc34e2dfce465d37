/** What a promotion takes off an order, and off which part of it. */
import type { Promotion } from '../menu/shop.ts'

export interface Discount {
  /** Minor units. */
  amount: number
  off: 'dishes' | 'delivery'
}

export const noDiscount: Discount = { amount: 0, off: 'dishes' }

/** What the order costs before the discount, in minor units. */
interface Prices {
  dishes: number
  deliveryFee: number
}

/** A percentage of the dishes is rounded to a minor unit, half a unit up. */
export const discountOf = (
  { percent, amount, maximum }: Pick<Promotion, 'percent' | 'amount' | 'maximum'>,
  { dishes, deliveryFee }: Prices,
): Discount => {
  if (percent !== null) return { amount: Math.min(Math.round((dishes * percent) / 100), maximum ?? dishes), off: 'dishes' }
  if (amount !== null) return { amount: Math.min(amount, dishes), off: 'dishes' }
  return { amount: deliveryFee, off: 'delivery' }
}
