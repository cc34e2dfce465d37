/** Random orders as they are stored: dishes at several rates, a discount, a tip, a delivery, in any currency. */
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../src/database/database.ts'
import { discounted, taxesOf } from '../../src/orders/taxes.ts'

export interface RandomOrder {
  currency: string
  lines: { quantity: number; unitPrice: number; rate: number }[]
  deliveryFee: number
  deliveryRate: number
  tip: number
  discount: number
  isDeliveryFree: boolean
  /** False: the shop showed no taxes. */
  isTaxed: boolean
}

const rate = fc.constantFrom(0, 5, 5.5, 8.875, 19, 23)
const price = fc.oneof(fc.nat(30), fc.nat(3000), fc.nat(100_000_000))

const dishesOf = ({ lines }: Pick<RandomOrder, 'lines'>) =>
  lines.map((line) => ({ rate: line.rate, amount: line.quantity * line.unitPrice }))

export const subtotalOf = (order: Pick<RandomOrder, 'lines'>) => dishesOf(order).reduce((sum, { amount }) => sum + amount, 0)

export const randomOrder: fc.Arbitrary<RandomOrder> = fc
  .record({
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    lines: fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 50 }), unitPrice: price, rate }), { minLength: 1, maxLength: 6 }),
    deliveryFee: fc.oneof(fc.constant(0), fc.nat(700)),
    deliveryRate: rate,
    tip: fc.oneof(fc.constant(0), fc.nat(900)),
    share: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    isDeliveryFree: fc.nat(5).map((n) => n === 0),
    isTaxed: fc.nat(5).map((n) => n > 0),
  })
  .map(({ share, ...order }) => ({
    ...order,
    discount: order.isDeliveryFree ? order.deliveryFee : Math.floor(share * subtotalOf(order)),
  }))

/** The taxes of the order, as src/orders/bill.ts works them out. */
export const taxesOfOrder = (order: RandomOrder): [rate: number, base: number, tax: number][] => {
  if (!order.isTaxed) return []
  const rest = order.isDeliveryFree ? dishesOf(order) : discounted(dishesOf(order), order.discount)
  const fee = order.deliveryFee - (order.isDeliveryFree ? order.discount : 0)
  return taxesOf([...rest, { rate: order.deliveryRate, amount: fee }]).map(({ rate, base, tax }) => [rate, base, tax])
}

const insertSql = `
  with written as (
    insert into orders (id, account_id, request_id, status, payment_id, currency, subtotal, discount, delivery_fee, tip, taxes, delivery,
      cooking_minutes, delivery_minutes, restock_minutes, eta_earliest, eta_latest, eta_promised, timeline)
    values ($1, $2, $1, 'placed', $1, $3, $4, $5, $6, $7, $8, '{"address":"Hlavná 1"}', 10, 10, 0, now(), now(), now(),
      json_build_array(json_build_object('status', 'placed', 'at', rfc3339(now()))))
  ), paid as (
    insert into payments (id, order_id, method, provider, status, amount, currency, request_id)
    values ($1, $1, 'card', 'sandbox', 'succeeded', $9, $3, $1)
  ), free as (
    insert into promotions (id, code, promotion_code, name, free_delivery) select $1, $1::text, $1::text, 'Free', true where $10
  ), redeemed as (
    insert into redemptions (order_id, promotion_id, account_id, free_delivery) select $1, $1, $2, true where $10
  )
  insert into order_items (order_id, line, product_id, name, quantity, unit_price, tax_rate)
  select $1, l.line, $1, 'A dish', l.quantity, l."unitPrice", case when $11 then l.rate end
  from rows from (jsonb_to_recordset($12) as (quantity int, "unitPrice" bigint, rate numeric)) with ordinality l(quantity, "unitPrice", rate, line)`

/** Stores the order, paid by card, and returns its id. */
export const storeOrder = async (database: Database, accountId: string, order: RandomOrder): Promise<string> => {
  const id = uuidv7()
  const subtotal = subtotalOf(order)
  const { currency, discount, deliveryFee, tip, isDeliveryFree, isTaxed, lines } = order
  const total = subtotal - discount + deliveryFee + tip
  await database.query(insertSql, [
    ...[id, accountId, currency, subtotal, discount, deliveryFee, tip, JSON.stringify(taxesOfOrder(order))],
    ...[total, isDeliveryFree, isTaxed, JSON.stringify(lines)],
  ])
  return id
}
