/** What an order costs: the dishes, the discount, the delivery and the tip, and the taxes that they include. */
import { moneyIn } from '../contract/currency.ts'
import type { Money } from '../contract/index.ts'
import type { Shop, Store } from '../menu/shop.ts'
import { priceOf } from './choices.ts'
import { type Discount, discountOf, noDiscount } from './discount.ts'
import type { Customer } from './known-customers.ts'
import type { KnownLine } from './lines.ts'
import { findPromotion } from './promotions.ts'
import { discounted, type Tax, taxesOf } from './taxes.ts'
import { largestTip } from './tips.ts'

/** With the choices. */
export const unitPriceOf = ({ dish, chosen }: KnownLine): number => dish.price + priceOf(chosen)

/** The taxes that the total includes. A tip has none. */
const includedTaxes = ({ taxRate, deliveryTaxRate, deliveryFee }: Store, lines: readonly KnownLine[], discount: Discount): Tax[] => {
  if (taxRate === null) return []
  const dishes = lines.map((line) => ({ rate: line.dish.taxRate ?? taxRate, amount: unitPriceOf(line) * line.quantity }))
  const rest = discount.off === 'dishes' ? discounted(dishes, discount.amount) : dishes
  const fee = deliveryFee - (discount.off === 'delivery' ? discount.amount : 0)
  return taxesOf([...rest, { rate: deliveryTaxRate ?? taxRate, amount: fee }])
}

interface Asked {
  lines: readonly KnownLine[]
  tip?: Money | undefined
  promotionCode?: string | undefined
}

/** The bill in minor units, and why the promotion code or the tip is not possible. What is not possible is not in the bill. */
export const billOf = (shop: Shop, customer: Customer, { lines, tip, promotionCode }: Asked) => {
  const { store } = shop
  const { deliveryFee } = store
  const subtotal = lines.reduce((sum, line) => sum + unitPriceOf(line) * line.quantity, 0)
  const found = promotionCode === undefined ? undefined : findPromotion(shop, customer, { promotionCode, subtotal })
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
    taxes: includedTaxes(store, lines, discount),
    promotion,
    badPromotion: found && 'why' in found ? found : undefined,
    tooLargeTip: isTipPossible ? undefined : moneyIn(store.currency)(most),
  }
}
