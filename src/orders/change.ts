/** Runs the SQL functions that change an order, and turns a refusal into an error. */
import type { Order, OrderStatus, Role } from '../contract/index.ts'
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

/** Runs `select some_function($1, …) as result` and returns the changed order. Throws the reason for which the function refused. */
export const changeOrder = async (
  transaction: Transaction,
  sql: string,
  bind: readonly [orderId: string, ...unknown[]],
): Promise<Order> => {
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

/** Moves an order to another status, with its events. Throws `order_not_found`, `invalid_transition`, and what the step requires. */
export const changeOrderStatus = (transaction: Transaction, { orderId, to, by, reason, comment }: StatusChange): Promise<Order> =>
  changeOrder(transaction, 'select change_order_status($1, $2, $3, $4, $5, $6) as result', [
    orderId,
    to,
    by.role,
    by.accountId,
    reason ?? null,
    comment ?? null,
  ])
