/** What an order costs: the dishes, the discount, the delivery and the tip, and the taxes that they include. */
import { moneyIn } from '../contract/currency.ts'
import type { Money } from '../contract/index.ts'
import type { Promotion, Shop, Store } from '../menu/shop.ts'
import { type Discount, discountOf, noDiscount } from './discount.ts'
import type { KnownLine } from './lines.ts'
import { type BadPromotion, findPromotion, type Redemptions } from './promotions.ts'
import { discounted, type Tax, taxesOf } from './taxes.ts'
import { largestTip } from './tips.ts'

/** The taxes that the total includes. A tip has none. */
const includedTaxes = (
  { deliveryTaxRate }: Store,
  { lines, deliveryFee }: Pick<Asked, 'lines' | 'deliveryFee'>,
  discount: Discount,
): Tax[] => {
  if (deliveryTaxRate === null) return []
  const dishes = lines.map((line) => ({ rate: line.dish.taxRate ?? deliveryTaxRate, amount: line.unitPrice * line.quantity }))
  const rest = discount.off === 'dishes' ? discounted(dishes, discount.amount) : dishes
  const fee = deliveryFee - (discount.off === 'delivery' ? discount.amount : 0)
  return taxesOf([...rest, { rate: deliveryTaxRate, amount: fee }])
}

interface Asked {
  /** `unitPrice`: with the choices. */
  lines: readonly (Pick<KnownLine, 'dish' | 'quantity'> & { unitPrice: number })[]
  /** The lines together. */
  subtotal: number
  deliveryFee: number
  tip?: Money | undefined
  promotionCode?: string | undefined
  /** The account has tried too many codes: this one is not looked up. */
  isBarred?: boolean | undefined
}

/** Amounts are minor units of the store's currency. What is not possible is not in the bill. */
export interface Bill {
  subtotal: number
  discount: number
  deliveryFee: number
  tip: number
  total: number
  taxes: Tax[]
  promotion: Promotion | undefined
  /** Why the promotion code cannot be used. */
  badPromotion: BadPromotion | undefined
  /** The largest tip that the shop takes for this order, where the tip is larger or in another currency. */
  tooLargeTip: Money | undefined
}

export const billOf = (
  shop: Shop,
  redemptions: Redemptions,
  { lines, subtotal, deliveryFee, tip, promotionCode, isBarred = false }: Asked,
): Bill => {
  const { store } = shop
  const found =
    promotionCode === undefined ? undefined : findPromotion(shop, redemptions, { promotionCode, isBarred, subtotal, deliveryFee })
  const promotion = found && !('why' in found) ? found : undefined
  const discount = promotion ? discountOf(promotion, { dishes: subtotal, deliveryFee }) : noDiscount
  const most = largestTip(store.tips, subtotal)
  const isTipPossible = tip === undefined || (tip.amount <= most && tip.currency === store.currency)
  const tipped = tip && isTipPossible ? tip.amount : 0
  return {
    subtotal,
    discount: discount.amount,
    deliveryFee,
    tip: tipped,
    total: subtotal - discount.amount + deliveryFee + tipped,
    taxes: includedTaxes(store, { lines, deliveryFee }, discount),
    promotion,
    badPromotion: found && 'why' in found ? found : undefined,
    tooLargeTip: isTipPossible ? undefined : moneyIn(store.currency)(most),
  }
}
