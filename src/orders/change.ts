/** Runs the SQL functions that change an order, and turns a refusal into an error. */
import { bodyHash } from '../answers/answers.ts'
import type { Order, OrderStatus, Rating, Role } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { AppError, type Reason } from '../errors.ts'
import { type OrderRow, toOrder } from './document.ts'

type Refused = Extract<
  Reason,
  | 'request_id_reused'
  | 'order_not_found'
  | 'invalid_transition'
  | 'undo_expired'
  | 'too_early'
  | 'cannot_delay_order'
  | 'cannot_amend_order'
  | 'nothing_left'
  | 'substitution_open'
  | 'substitution_expired'
  | 'dietary_conflict'
  | 'assigned_to_another'
  | 'courier_not_found'
  | 'order_not_taken'
  | 'payment_required'
  | 'pin_required'
  | 'wrong_pin'
  | 'still_waiting'
  | 'not_at_door'
  | 'insufficient_stock'
  | 'payment_not_due'
  | 'amount_mismatch'
  | 'payment_not_awaited'
  | 'customer_blocked'
  | 'order_too_large'
  | 'nothing_to_refund'
  | 'already_refunded'
  | 'currency_mismatch'
  | 'refund_too_large'
  | 'line_not_found'
  | 'line_quantity_too_large'
>

/** What is stored of a change: for the customer the order as the change left it or, once a payment has begun, as it was then; for the staff its id. */
type StoredChange = { changed: { order: OrderRow; rating: Rating | null } } | { data: { order: Order } | { orderId: string } }

type Outcome = { outcome: 'answered'; answer: StoredChange } | ({ outcome: Refused } & Record<string, unknown>)

/** The request that makes the change. */
interface ChangeRequest {
  event: string
  input: { requestId: string; orderId: string }
  accountId: string
}

/** A function of `sql/functions` that changes an order, and its arguments after the order. */
interface Change {
  name:
    | 'change_order_status'
    | 'pick_up_order'
    | 'undo_step'
    | 'delay_order'
    | 'amend_order'
    | 'answer_substitution'
    | 'assign_order'
    | 'unassign_order'
    | 'collect_payment'
    | 'retry_payment'
    | 'unshare_order'
    | 'wait_at_door'
    | 'refund_order'
  args: readonly (string | number | boolean | null)[]
}

/**
 * Changes the order and stores the answer in one statement, so that a node that stops in the middle holds no lock. Happens once for a
 * `requestId`: a repetition gets what was stored. Throws the reason of a refusal.
 */
export const changeOrder = async (
  database: Database,
  { event, input, accountId }: ChangeRequest,
  change: Change,
): Promise<StoredChange> => {
  const { requestId, orderId } = input
  const args = [accountId, requestId, bodyHash(event, input), change.name, orderId, change.args]
  const result = await database.call<Outcome>('change_order_once', args)
  if (result.outcome === 'answered') return result.answer
  const { outcome, ...details } = result
  throw new AppError(outcome, { details: Object.keys(details).length > 0 ? details : undefined })
}

/** Changes an order of the customer who asks. */
export const changeOwnOrder = async (database: Database, request: ChangeRequest, change: Change): Promise<Order> => {
  const answer = await changeOrder(database, request, change)
  if ('changed' in answer) return toOrder(answer.changed.order, answer.changed.rating)
  if ('order' in answer.data) return answer.data.order
  throw new AppError('request_id_reused')
}

interface StatusChange {
  to: OrderStatus
  by: { role: Role; accountId: string }
  /** What the customer is told, or tells. */
  reason?: string | undefined
  /** The customer's own words. */
  comment?: string | undefined
  /** What the staff note. */
  note?: string | undefined
  /** The order is returned, and what was paid for it is not refunded. */
  keepPayment?: boolean | undefined
  /** What the customer told the courier, in which request. */
  pin?: string | undefined
  requestId?: string | undefined
}

/** Moves an order to another status, with its events. */
export const statusChange = ({ to, by, reason, comment, note, keepPayment = false, pin, requestId }: StatusChange): Change => ({
  name: 'change_order_status',
  args: [to, by.role, by.accountId, reason ?? null, comment ?? null, note ?? null, keepPayment, pin ?? null, requestId ?? null],
})

/** A courier takes an order out. A courier who is not on shift starts one with it. */
export const pickUp = (courierId: string, note: string | undefined): Change => ({ name: 'pick_up_order', args: [courierId, note ?? null] })
