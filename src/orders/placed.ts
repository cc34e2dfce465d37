import type { Order, Skipped } from '../contract/index.ts'
import { type OrderRow, toOrder } from './document.ts'
import type { PlaceInput } from './place.ts'

/** What was asked of `place_orders`; `skipped` only by a reordering. */
type Asked = PlaceInput & { orderId: string; paymentId: string; skipped?: Skipped[] }

/** What `place_orders` worked out for a new order; `lines` are name and unit price, in the order of the items. */
export interface Placed {
  number: number
  status: Order['status']
  paymentStatus: Order['payment']['status']
  currency: string
  deliveryFee: number
  cookingMinutes: number
  earliest: string
  latest: string
  placedAt: string
  lines: [name: string, unitPrice: number][]
}

/** A new order, composed of what was asked and what was worked out, so that it need not be read back. */
const composePlacedOrder = (asked: Asked, placed: Placed): Order => {
  const { at, ...delivery } = asked.delivery
  const items = asked.items.map(({ productId, quantity, exclude = [], note }, n): OrderRow['items'][number] => {
    const [name, unitPrice] = placed.lines[n] ?? ['', 0]
    return { productId, name, quantity, unitPrice, exclude, note: note ?? null }
  })
  const subtotal = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0)
  const placedAt = new Date(placed.placedAt).toISOString()
  const row: OrderRow = {
    id: asked.orderId,
    number: placed.number,
    request_id: asked.requestId,
    version: 1,
    status: placed.status,
    payment_id: asked.paymentId,
    payment_method: asked.paymentMethod,
    payment_status: placed.paymentStatus,
    payment_amount: subtotal + placed.deliveryFee,
    payment_next_action: null,
    currency: placed.currency,
    subtotal,
    delivery_fee: placed.deliveryFee,
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
    courier_name: null,
    courier_lat: null,
    courier_lng: null,
    placed_at: placed.placedAt,
    delivered_at: null,
  }
  return toOrder(row, null)
}

/** What the customer is answered. */
export interface PlacingAnswer {
  order: Order
  skipped?: Skipped[]
}

/** What is kept of an answer: all that it is composed of, or, once a payment service has added to it, the answer itself. */
export type StoredAnswer = { asked: Asked; placed: Placed } | PlacingAnswer

/** The answer that was kept. */
export const answerOf = (stored: StoredAnswer): PlacingAnswer => {
  if ('order' in stored) return stored
  const { asked, placed } = stored
  return { order: composePlacedOrder(asked, placed), ...(asked.skipped && { skipped: asked.skipped }) }
}
