/** Runs the SQL functions that change an order, and turns a refusal into an error. */
import type { OrderStatus, Role } from '../contract/index.ts'
import type { Transaction } from '../database/database.ts'
import { AppError, type Reason } from '../errors.ts'

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

type Outcome = { outcome: 'changed' } | ({ outcome: Refused } & Record<string, unknown>)

/** Calls a function of `sql/functions` that changes an order. Throws the reason for which the function refused. */
export const changeOrder = async (
  transaction: Transaction,
  name: string,
  args: readonly [orderId: string, ...unknown[]],
): Promise<void> => {
  const result = await transaction.call<Outcome>(name, args)
  if (result.outcome !== 'changed') {
    const { outcome, ...details } = result
    throw new AppError(outcome, { details: Object.keys(details).length > 0 ? details : undefined })
  }
}

export interface StatusChange {
  orderId: string
  to: OrderStatus
  /** `system`: the gateway itself, for timeouts and payments. */
  by: { role: Role | 'system'; accountId: string | null }
  /** What the customer is told, or tells. */
  reason?: string | undefined
  /** The customer's own words. */
  comment?: string | undefined
  /** What the staff note. */
  note?: string | undefined
}

/** Moves an order to another status, with its events. Throws `order_not_found`, `invalid_transition`, and what the step requires. */
export const changeOrderStatus = (transaction: Transaction, { orderId, to, by, reason, comment, note }: StatusChange): Promise<void> =>
  changeOrder(transaction, 'change_order_status', [orderId, to, by.role, by.accountId, reason ?? null, comment ?? null, note ?? null])
