/** The SQL functions that change an order, and what their outcomes mean. */
import type { Order, OrderStatus, PaymentMethod, Role } from '../contract/index.ts'
import type { Transaction } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import { AppError, type Reason } from '../errors.ts'
import { ordersById } from './read.ts'

type Refused = Extract<
  Reason,
  | 'order_not_found'
  | 'invalid_transition'
  | 'assigned_to_another'
  | 'payment_required'
  | 'insufficient_stock'
  | 'payment_not_due'
  | 'amount_mismatch'
  | 'payment_not_awaited'
>

type Outcome = { outcome: 'changed'; pushes: Push[] } | ({ outcome: Refused } & Record<string, unknown>)

const run = async (transaction: Transaction, sql: string, bind: [orderId: string, ...unknown[]]): Promise<Order> => {
  const [row] = await transaction.query<{ result: Outcome }>(sql, bind)
  if (!row) throw new Error('a function that changes orders returned no row')
  const { result } = row
  if (result.outcome === 'changed') {
    transaction.pushes.push(...result.pushes)
    const [order] = await ordersById(transaction, [bind[0]])
    if (!order) throw new AppError('order_not_found')
    return order
  }
  const { outcome, ...details } = result
  throw new AppError(outcome, { details: Object.keys(details).length > 0 ? details : undefined })
}

export interface StatusChange {
  orderId: string
  to: OrderStatus
  /** `system`: the gateway itself, for timeouts and payments. */
  by: { role: Role | 'system'; accountId: string | null }
  reason?: string | undefined
  comment?: string | undefined
}

/** One step of the order's life, with its events. Throws `order_not_found`, `invalid_transition` and what else the step asks for. */
export const changeOrderStatus = (transaction: Transaction, { orderId, to, by, reason, comment }: StatusChange): Promise<Order> =>
  run(transaction, 'select change_order_status($1, $2, $3, $4, $5, $6) as result', [
    orderId,
    to,
    by.role,
    by.accountId,
    reason ?? null,
    comment ?? null,
  ])

/** The courier takes the order. */
export const assignOrder = (transaction: Transaction, orderId: string, courierId: string): Promise<Order> =>
  run(transaction, 'select assign_order($1, $2) as result', [orderId, courierId])

/** The money is in the courier's hand, or the terminal has approved. */
export const collectPayment = (
  transaction: Transaction,
  payment: { orderId: string; courierId: string; amount: { amount: number; currency: string } },
): Promise<Order> =>
  run(transaction, 'select collect_payment($1, $2, $3, $4) as result', [
    payment.orderId,
    payment.courierId,
    payment.amount.amount,
    payment.amount.currency,
  ])

/** Another attempt to pay, or another way: the order has a new payment, and the earlier one is given up. */
export const retryPayment = (
  transaction: Transaction,
  payment: { orderId: string; accountId: string; paymentId: string; method: PaymentMethod; provider: string; requestId: string },
): Promise<Order> =>
  run(transaction, 'select retry_payment($1, $2, $3, $4, $5, $6) as result', [
    payment.orderId,
    payment.accountId,
    payment.paymentId,
    payment.method,
    payment.provider,
    payment.requestId,
  ])
