/**
 * The stored answer of a request: finished, or, for an order, the request and the computed values that its answer is built from. An order's
 * answer is made of the order itself (`placing_answer` in SQL), so that a batch of orders stores nothing twice.
 */
import { z } from 'zod'
import { id, orderPlace, orderStatus, paymentStatus, promotion, skipped } from '../contract/index.ts'

/** An entry of `order_items.choices`. */
const chosen = z.object({
  id,
  optionId: id,
  option: z.string(),
  shownOption: z.string().optional(),
  name: z.string(),
  shownName: z.string().optional(),
  price: z.int(),
})
export type Chosen = z.output<typeof chosen>

/** `orders.area`, with names like those of a line. */
const placedArea = z.object({ code: z.string(), name: z.string(), shownName: z.string().optional() })
export type PlacedArea = z.output<typeof placedArea>

/** What was worked out and decided about a new order. `lines` follow the order of the items. */
const placed = z.object({
  number: z.int(),
  status: orderStatus,
  paymentStatus,
  currency: z.string(),
  discount: z.int(),
  deliveryFee: z.int(),
  area: placedArea.nullish(),
  /** [rate, base, tax] */
  taxes: z.array(z.tuple([z.number(), z.int(), z.int()])).default([]),
  tip: z.int(),
  promotion: promotion.nullish(),
  cookingMinutes: z.int(),
  earliest: z.string(),
  latest: z.string(),
  placedAt: z.string(),
  lines: z.array(
    z.tuple([
      z.string().describe('The name of the dish.'),
      z.int().describe('The price of one portion.'),
      z.array(chosen).default([]).describe('What is chosen.'),
      z.number().nullable().default(null).describe('The rate of the tax that the price includes; null: the shop showed none.'),
    ]),
  ),
})
export type Placed = z.output<typeof placed>
/** What of it `place_orders` decides; a node has worked out the rest. */
export type Decided = Pick<Placed, 'number' | 'status' | 'paymentStatus' | 'earliest' | 'latest' | 'placedAt'>

/** The request; only a reorder has `skipped`. */
const asked = z.object({ ...orderPlace.input.shape, orderId: id, paymentId: id, skipped: z.array(skipped).optional() })
export type Asked = z.output<typeof asked>

const placing = z.object({ asked, placed })
export type Placing = z.output<typeof placing>

/** A customer's order as a change has left it: a row of `order_rows`, and its rating. */
export interface Changed {
  changed: { order: unknown; rating: unknown }
}
const changed = z.strictObject({ changed: z.object({ order: z.unknown(), rating: z.unknown() }) })

export type StoredAnswer<Data> = { data: Data } | Placing | Changed

/** The data is not parsed again: it was valid when it was stored, and a later version of the contract must not refuse it. */
export const parseStoredAnswer = <Data>(stored: unknown): StoredAnswer<Data> =>
  z.union([z.strictObject({ data: z.custom<Data>((data) => data !== undefined) }), placing, changed]).parse(stored)
