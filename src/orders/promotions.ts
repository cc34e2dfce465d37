/** Whether an order can use a promotion code, and what it takes off. */
import type { z } from 'zod'
import { moneyIn } from '../contract/currency.ts'
import type { orderQuote, PromotionFault } from '../contract/index.ts'
import { dayAt } from '../menu/opening.ts'
import type { Promotion, Shop } from '../menu/shop.ts'
import { discountOf } from './discount.ts'
import type { Customer } from './known-customers.ts'

type Obstacle = z.input<typeof orderQuote.data>['obstacles'][number]

/** `minimum`: the least that the dishes must cost. `from`: the first day. */
export type BadPromotion = { why: PromotionFault; minimum?: number; from?: string }

interface Order {
  promotionCode: string
  /** The account has tried too many codes. */
  isBarred: boolean
  subtotal: number
  deliveryFee: number
}

type Known = Pick<Shop, 'promotions' | 'now'> & { store: Pick<Shop['store'], 'timeZone'> }

/** What has been redeemed: by the customer, and by all. */
export interface Redemptions extends Pick<Customer, 'hasOrdered' | 'redeemed'>, Pick<Shop, 'usedUp'> {}

/** Where nothing is redeemed, or where that is decided under the locks of `place_orders`. */
export const nothingRedeemed: Redemptions = { hasOrdered: false, redeemed: {}, usedUp: new Set() }

/** Why it cannot be redeemed any more. */
const redeemedBefore = (
  { hasOrdered, redeemed, usedUp }: Redemptions,
  { id, firstOrder, timesPerAccount }: Promotion,
): BadPromotion | undefined => {
  if (timesPerAccount !== null && (redeemed[id] ?? 0) >= timesPerAccount) return { why: 'used_by_you' }
  if (firstOrder && hasOrdered) return { why: 'first_order_only' }
  return usedUp.has(id) ? { why: 'used_up' } : undefined
}

const faultOf = (
  shop: Known,
  redemptions: Redemptions,
  promotion: Promotion,
  { subtotal, deliveryFee }: Pick<Order, 'subtotal' | 'deliveryFee'>,
): BadPromotion | undefined => {
  const { store, now } = shop
  const { from, until, minimum } = promotion
  if (from !== null || until !== null) {
    const today = dayAt(store.timeZone, now)
    if (from !== null && today < from) return { why: 'not_yet', from }
    if (until !== null && today > until) return { why: 'over' }
  }
  // what takes nothing off is not redeemed
  const isRedeemed = discountOf(promotion, { dishes: subtotal, deliveryFee }).amount > 0
  const bad = isRedeemed ? redeemedBefore(redemptions, promotion) : undefined
  if (bad) return bad
  if (minimum !== null && subtotal < minimum) return { why: 'below_minimum', minimum }
  return undefined
}

/** The promotion of the code, or why the order cannot use it. */
export const findPromotion = (
  shop: Known,
  redemptions: Redemptions,
  { promotionCode, isBarred, ...prices }: Order,
): Promotion | BadPromotion => {
  if (isBarred) return { why: 'too_many_tries' }
  const promotion = shop.promotions.get(promotionCode)
  if (!promotion) return { why: 'unknown' }
  return faultOf(shop, redemptions, promotion, prices) ?? promotion
}

export const promotionObstacles = ({ currency }: Pick<Shop['store'], 'currency'>, bad: BadPromotion | undefined): Obstacle[] => {
  if (!bad) return []
  const { why, minimum, from } = bad
  const details = { why, ...(minimum !== undefined && { minimum: moneyIn(currency)(minimum) }), ...(from !== undefined && { from }) }
  return [{ reason: 'promotion_not_valid', details }]
}
