/** The orders that a node has worked out, as `place_orders` takes them: rows of `order_draft` (sql/tables). */
import type { z } from 'zod'
import type { Asked, Decided, Placed, PlacedArea } from '../answers/stored-answer.ts'
import { type orderPlace, type Skipped, toPhoneIn } from '../contract/index.ts'
import { nameIn } from '../menu/language.ts'
import type { Area, Shop } from '../menu/shop.ts'
import type { Bill } from './bill.ts'
import { lineRow, shown, unfitFor } from './line-row.ts'
import { newId } from './new-id.ts'
import { nothingRedeemed } from './promotions.ts'
import { shopRefusalOf } from './refusals.ts'
import { type WorkedOut, workOut } from './work-out.ts'

export type PlaceInput = z.output<typeof orderPlace.input>

export interface Ordering {
  accountId: string
  input: PlaceInput
  /** Of the request. */
  hash: Buffer
  provider: string
  /** The time after which the order expires if it is not paid. */
  payMinutes: number
  /** Set when the request is `order:reorder`: the lines that its answer reports as skipped. */
  skipped?: Skipped[] | undefined
}

/** An order for `place_orders`. */
export interface Draft {
  /** Of `order_draft`. */
  row: Record<string, unknown> & {
    /** Its place in the batch, from 1. */
    n: number
  }
  /** With these the answer is made of what `place_orders` decides. */
  asked: Asked
  worked: Omit<Placed, keyof Decided>
}

/** What the order reserves at once, and what it reserves when it comes to the queue. */
const neededOf = ({ needs, reservesLater }: WorkedOut) => {
  const [ids, quantities] = [[...needs.keys()], [...needs.values()]]
  return reservesLater
    ? { ingredient_ids: [], quantities: [], later_ids: ids, later_quantities: quantities }
    : { ingredient_ids: ids, quantities }
}

/** `orders.area` */
const areaRow = (area: Area, language: string): PlacedArea => ({ code: area.code, name: area.name, shownName: shown(area, language) })

/** A telephone number that names no country is of the shop's. */
const reachable = ({ store: { country } }: Shop, delivery: PlaceInput['delivery']): PlaceInput['delivery'] =>
  delivery.phone === undefined ? delivery : { ...delivery, phone: toPhoneIn(country, delivery.phone) }

/** The promotion that the order redeems. One that takes nothing off is not redeemed. */
const redeemedBy = ({ promotion, discount }: Bill, language: string) =>
  promotion && discount > 0 ? { id: promotion.id, code: promotion.promotionCode, name: nameIn(promotion, language) } : undefined

/** `language`: of the names that the customer reads. `isBarred`: the promotion code is not looked up. */
export const draftOf = (shop: Shop, ordering: Ordering, language: string, isBarred = false): Draft => {
  const { accountId, input, hash, provider, payMinutes, skipped } = ordering
  const { currency, version, kitchen } = shop.store
  const order = workOut(shop, nothingRedeemed, isBarred ? { ...input, isBarred } : input)
  const { bill } = order
  const promotion = redeemedBy(bill, language)
  const reached = reachable(shop, input.delivery)
  const { at, ...delivery } = reached
  // named first: see dispatch.ts
  const asked = { orderId: newId(), paymentId: newId(), ...input, delivery: reached, ...(skipped && { skipped }) }
  const taxes = bill.taxes.map(({ rate, base, tax }): [number, number, number] => [rate, base, tax])
  const area = order.area && areaRow(order.area, language)
  const lines = order.lines.map((line) => lineRow(line, input.items, language))
  return {
    row: {
      n: 0,
      account_id: accountId,
      request_id: input.requestId,
      body_hash: `\\x${hash.toString('hex')}`,
      order_id: asked.orderId,
      payment_id: asked.paymentId,
      payment_method: input.paymentMethod,
      // there is nothing to pay
      provider: bill.total === 0 ? 'door' : provider,
      pay_minutes: payMinutes,
      delivery,
      deliver_at: at,
      note: input.note,
      skipped,
      version,
      refusal: shopRefusalOf(order, currency, input),
      unfit_for: input.acceptDietaryConflicts === true ? [] : unfitFor(shop, order),
      portions: order.portions,
      area,
      subtotal: bill.subtotal,
      discount: bill.discount,
      delivery_fee: bill.deliveryFee,
      tip: bill.tip,
      total: bill.total,
      promotion_id: promotion?.id,
      promotion_code: promotion?.code,
      promotion_name: promotion?.name,
      cooking_minutes: order.work.cookingMinutes,
      ride_minutes: order.work.rideMinutes,
      queue_minutes: order.work.queueMinutes,
      busy_minutes: order.work.busyMinutes,
      slot: kitchen.ordersPerQuarterHour === null ? undefined : new Date(order.slot).toISOString(),
      restock_minutes: 0,
      ...neededOf(order),
      lines,
      taxes,
    },
    asked,
    worked: {
      currency,
      taxes,
      discount: bill.discount,
      deliveryFee: bill.deliveryFee,
      tip: bill.tip,
      ...(promotion && { promotion: { code: promotion.code, name: promotion.name } }),
      area,
      cookingMinutes: order.work.cookingMinutes,
      lines: lines.map(({ name, shown_name = name, unit_price, choices, tax_rate }) => [shown_name, unit_price, choices, tax_rate]),
    },
  }
}
