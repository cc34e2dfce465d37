import type { Asked, Placed, StoredAnswer } from '../answers/stored-answer.ts'
import type { Order, Skipped } from '../contract/index.ts'
import { AppError } from '../errors.ts'
import { type OrderRow, toOrder } from './document.ts'
import { wireTime } from './wire.ts'

/** Builds the new order from the input and the computed values, so that we do not have to read it back. */
const composePlacedOrder = (asked: Asked, placed: Placed): Order => {
  const { at, ...delivery } = asked.delivery
  const items = asked.items.map(({ productId, quantity, exclude = [], note }, n): OrderRow['items'][number] => {
    const [name, unitPrice, choices, taxRate] = placed.lines[n] ?? ['', 0, [], null]
    return { line: n, productId, name, shownName: null, quantity, unitPrice, exclude, note: note ?? null, choices, taxRate }
  })
  const subtotal = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0)
  const placedAt = wireTime(placed.placedAt)
  const row: OrderRow = {
    id: asked.orderId,
    number: placed.number,
    request_id: asked.requestId,
    version: 1,
    status: placed.status,
    payment_id: asked.paymentId,
    payment_method: asked.paymentMethod,
    payment_status: placed.paymentStatus,
    payment_amount: subtotal - placed.discount + placed.deliveryFee + placed.tip,
    payment_next_action: null,
    currency: placed.currency,
    subtotal,
    area: placed.area ?? null,
    discount: placed.discount,
    delivery_fee: placed.deliveryFee,
    taxes: placed.taxes,
    tip: placed.tip,
    promotion_code: placed.promotion?.code ?? null,
    promotion_name: placed.promotion?.name ?? null,
    delivery,
    deliver_at: at ?? null,
    note: asked.note ?? null,
    items,
    cooking_minutes: placed.cookingMinutes,
    cooking_started_at: null,
    cooking_finished_at: null,
    eta_earliest: placed.earliest,
    eta_latest: placed.latest,
    eta_promised: placed.latest,
    timeline: [{ status: placed.status, at: placedAt }],
    reason: null,
    comment: null,
    courier_name: null,
    courier_lat: null,
    courier_lng: null,
    courier_at: null,
    placed_at: placedAt,
    delivered_at: null,
    adjusted: 0,
    adjustments: null,
    paid: 0,
  }
  return toOrder(row, null)
}

/** The answer to the customer. */
export interface PlacingAnswer {
  order: Order
  skipped?: Skipped[]
}

/** Restores an answer. */
export const answerOf = (stored: StoredAnswer<PlacingAnswer>): PlacingAnswer => {
  if ('data' in stored) return stored.data
  if ('changed' in stored) throw new AppError('request_id_reused')
  const { asked, placed } = stored
  return { order: composePlacedOrder(asked, placed), ...(asked.skipped && { skipped: asked.skipped }) }
}
