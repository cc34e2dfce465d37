/** Whether an order can use a promotion code, and what it takes off. */
import type { z } from 'zod'
import { moneyIn } from '../contract/currency.ts'
import type { orderQuote, PromotionFault } from '../contract/index.ts'
import { dayAt } from '../menu/opening.ts'
import type { Promotion, Shop } from '../menu/shop.ts'
import type { Customer } from './known-customers.ts'

type Obstacle = z.input<typeof orderQuote.data>['obstacles'][number]

/** `minimum`: the least that the dishes must cost. `from`: the first day. */
export type BadPromotion = { why: PromotionFault; minimum?: number; from?: string }

interface Order {
  promotionCode: string
  /** The account has tried too many codes. */
  isBarred: boolean
  subtotal: number
}

type Known = Pick<Shop, 'promotions' | 'usedUp' | 'now'> & { store: Pick<Shop['store'], 'timeZone'> }

const faultOf = (
  { usedUp, store, now }: Known,
  { hasOrdered, redeemed }: Pick<Customer, 'hasOrdered' | 'redeemed'>,
  promotion: Promotion,
  subtotal: number,
): BadPromotion | undefined => {
  const { id, from, until, minimum, firstOrder, timesPerAccount } = promotion
  const today = dayAt(store.timeZone, now)
  if (from !== null && today < from) return { why: 'not_yet', from }
  if (until !== null && today > until) return { why: 'over' }
  if (timesPerAccount !== null && (redeemed[id] ?? 0) >= timesPerAccount) return { why: 'used_by_you' }
  if (firstOrder && hasOrdered) return { why: 'first_order_only' }
  if (usedUp.has(id)) return { why: 'used_up' }
  if (minimum !== null && subtotal < minimum) return { why: 'below_minimum', minimum }
  return undefined
}

/** The promotion of the code, or why the order cannot use it. */
export const findPromotion = (
  shop: Known,
  customer: Pick<Customer, 'hasOrdered' | 'redeemed'>,
  { promotionCode, isBarred, subtotal }: Order,
): Promotion | BadPromotion => {
  if (isBarred) return { why: 'too_many_tries' }
  const promotion = shop.promotions.get(promotionCode)
  if (!promotion) return { why: 'unknown' }
  return faultOf(shop, customer, promotion, subtotal) ?? promotion
}

export const promotionObstacles = ({ currency }: Pick<Shop['store'], 'currency'>, bad: BadPromotion | undefined): Obstacle[] => {
  if (!bad) return []
  const { why, minimum, from } = bad
  const details = { why, ...(minimum !== undefined && { minimum: moneyIn(currency)(minimum) }), ...(from !== undefined && { from }) }
  return [{ reason: 'promotion_not_valid', details }]
}
