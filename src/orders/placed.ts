import type { Order } from '../contract/index.ts'
import { type OrderRow, toOrder } from './document.ts'
import type { PlaceInput } from './place.ts'

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
export const composePlacedOrder = (ids: { orderId: string; paymentId: string }, input: PlaceInput, placed: Placed): Order => {
  const { at, ...delivery } = input.delivery
  const items = input.items.map(({ productId, quantity, exclude = [], note }, n): OrderRow['items'][number] => {
    const [name, unitPrice] = placed.lines[n] ?? ['', 0]
    return { productId, name, quantity, unitPrice, exclude, note: note ?? null }
  })
  const subtotal = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0)
  const placedAt = new Date(placed.placedAt).toISOString()
  const row: OrderRow = {
    id: ids.orderId,
    number: placed.number,
    request_id: input.requestId,
    version: 1,
    status: placed.status,
    payment_id: ids.paymentId,
    payment_method: input.paymentMethod,
    payment_status: placed.paymentStatus,
    payment_amount: subtotal + placed.deliveryFee,
    payment_next_action: null,
    currency: placed.currency,
    subtotal,
    delivery_fee: placed.deliveryFee,
    delivery,
    deliver_at: at ?? null,
    note: input.note ?? null,
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
