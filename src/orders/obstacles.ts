/** How much a customer may have open and order at once: the rules of sql/functions/order-limits.sql. */
import type { z } from 'zod'
import { moneyIn } from '../contract/currency.ts'
import type { orderQuote, PaymentMethod } from '../contract/index.ts'
import type { OrderLimits, Store } from '../menu/shop.ts'
import type { Customer } from './known-customers.ts'

type Obstacle = z.input<typeof orderQuote.data>['obstacles'][number]

/** What the limits count of an order. */
export interface OrderSize {
  paymentMethod: PaymentMethod | undefined
  portions: number
  total: number
}

const limitsOf = ({ limits: { newAccount, ...limits } }: Store, { isNew }: Customer): OrderLimits =>
  isNew ? { ...limits, ...newAccount } : limits

const reaches = (count: number, limit: number | null | undefined) => typeof limit === 'number' && count >= limit
const exceeds = (size: number, limit: number | null | undefined) => typeof limit === 'number' && size > limit

const reasonOf = (
  limits: OrderLimits,
  customer: Customer,
  { paymentMethod, portions, total }: OrderSize,
): Obstacle['reason'] | undefined => {
  const isPaidFirst = paymentMethod === 'qr' || paymentMethod === 'card'
  if (customer.blocked) return 'customer_blocked'
  if (reaches(customer.openOrders, limits.openOrders)) return 'too_many_open_orders'
  if (isPaidFirst && reaches(customer.unpaidOrders, limits.unpaidOrders)) return 'too_many_open_orders'
  if (exceeds(portions, limits.portions) || exceeds(total, limits.orderValue)) return 'order_too_large'
  if (paymentMethod === 'cash' && exceeds(total, limits.cashValue)) return 'order_too_large'
  return undefined
}

/** The limit that keeps the customer from placing the order, if there is one. */
export const obstaclesOf = (store: Store, customer: Customer, size: OrderSize): Obstacle[] => {
  const limits = limitsOf(store, customer)
  const reason = reasonOf(limits, customer, size)
  if (reason === undefined) return []
  if (reason === 'customer_blocked') return [{ reason, details: {} }]
  const money = moneyIn(store.currency)
  const { openOrders, unpaidOrders, portions, orderValue, cashValue } = limits
  const allowed = {
    ...(typeof openOrders === 'number' && { openOrders }),
    ...(typeof unpaidOrders === 'number' && { unpaidOrders }),
    ...(typeof portions === 'number' && { portions }),
    ...(typeof orderValue === 'number' && { orderValue: money(orderValue) }),
    ...(typeof cashValue === 'number' && { cashValue: money(cashValue) }),
  }
  const { openOrders: open, unpaidOrders: unpaid } = customer
  return [{ reason, details: { allowed, openOrders: open, unpaidOrders: unpaid, portions: size.portions, total: money(size.total) } }]
}
