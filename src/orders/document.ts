import type { Chosen, PlacedArea } from '../answers/stored-answer.ts'
import { moneyIn } from '../contract/currency.ts'
import type {
  Actor,
  Adjustment,
  Category,
  DietaryRestriction,
  ItemConflict,
  Location,
  Money,
  NextAction,
  Order,
  Rating,
  Role,
} from '../contract/index.ts'
import { cancellableStatuses, finalStatuses } from '../contract/order-life.ts'
import { type AmendmentRow, amendmentsOf } from './amendments.ts'
import { shownChoice, wireTime } from './wire.ts'

/** A row of the view `order_rows` as JSON. */
export interface OrderRow {
  id: string
  number: number
  request_id: string
  version: number
  status: Order['status']
  payment_id: string
  payment_method: Order['payment']['method']
  payment_status: Order['payment']['status']
  payment_amount: number
  payment_next_action: NextAction | null
  currency: string
  subtotal: number
  discount: number
  delivery_fee: number
  tip: number
  /** [rate, base, tax]. Absent in answers that were stored before it existed. */
  taxes?: [rate: number, base: number, tax: number][]
  promotion_code: string | null
  promotion_name: string | null
  delivery: Omit<Order['delivery'], 'at'>
  /** Absent in answers that were stored before it existed. */
  area?: PlacedArea | null
  deliver_at: string | null
  note: string | null
  /** `name`: in the shop's first language. `shownName`: in the customer's, where it is another name. */
  items: {
    /** Absent in answers that were stored before it existed. */
    line?: number
    productId: string
    name: string
    shownName: string | null
    quantity: number
    unitPrice: number
    exclude: string[]
    note: string | null
    choices: Chosen[]
    /** Absent in answers that were stored before it existed. */
    taxRate?: number | null
  }[]
  /** Null or absent: nothing was changed. */
  amendments?: AmendmentRow[] | null
  cooking_minutes: number
  /** Absent in answers that were stored before it existed. */
  delay_minutes?: number
  cooking_started_at: string | null
  cooking_finished_at: string | null
  eta_earliest: string
  eta_latest: string
  eta_promised: string
  timeline: Order['timeline']
  reason: string | null
  comment: string | null
  courier_name: string | null
  courier_lat: number | null
  courier_lng: number | null
  /** Absent in answers that were stored before it existed. */
  courier_at?: string | null
  /** Absent in answers that were stored before it existed. */
  shared?: boolean
  /** Absent in answers that were stored before it existed, as the next three. */
  pin?: string | null
  at_door_until?: string | null
  leave_at_door?: boolean
  /** [courier, customer]; no stored answer has it. */
  phones?: [string, string] | null
  placed_at: string
  delivered_at: string | null
  /** These three are absent in answers that were stored before they existed. */
  adjusted?: number
  adjustments?: Adjustment[] | null
  paid?: number
}

/** What a row of `order_rows` has besides. */
export interface WholeRow extends OrderRow {
  staff_notes: { at: string; status: Order['status']; role: Role; note: string }[]
  /** Who took the steps of the timeline. For the staff alone. */
  taken_by: { status: Order['status']; at: string; role: Actor; by?: string; node?: string }[] | null
}

/** A row of the view `ticket_rows` as JSON: what the staff need. */
export interface WorkRow extends WholeRow {
  courier_id: string | null
  delivery_minutes: number
  work_begins_at: string
  /** Null: it does not wait for its time. */
  comes_at: string | null
  overdue_at: string | null
  short_at: string | null
  stranded_at: string | null
  dietary_restrictions: DietaryRestriction[]
  /** The last step, until it can no longer be undone. */
  last_step: { role: Role } | null
  undo_until: string | null
  pin_tries_left: number | null
  /** In the order of `items`. */
  item_details: { category: Category | null; conflicts: ItemConflict[] | null }[]
}

const paidOf = ({ paid, payment_status, payment_amount }: OrderRow): number => paid ?? (payment_status === 'succeeded' ? payment_amount : 0)

const cancellation = (row: OrderRow, amount: (minor: number) => Money): Order['cancellation'] => {
  if (finalStatuses.includes(row.status)) return { allowed: false, reason: 'order_has_ended' }
  if (!cancellableStatuses.includes(row.status)) return { allowed: false, reason: 'preparation_has_begun' }
  return { allowed: true, ...(paidOf(row) > 0 && { refund: amount(paidOf(row)) }) }
}

export const etaOf = (row: Pick<OrderRow, 'eta_earliest' | 'eta_latest' | 'eta_promised'>): Order['eta'] => {
  const latest = wireTime(row.eta_latest)
  // until something delays the order
  const promised = row.eta_promised === row.eta_latest ? latest : wireTime(row.eta_promised)
  return { earliest: wireTime(row.eta_earliest), latest, promised }
}

export const delayOf = ({ delay_minutes }: Pick<OrderRow, 'delay_minutes'>): Pick<Order, 'delayMinutes'> =>
  delay_minutes ? { delayMinutes: delay_minutes } : {}

export const cookingOf = (row: OrderRow): Order['cooking'] => ({
  estimatedMinutes: row.cooking_minutes,
  ...(row.cooking_started_at !== null && { startedAt: wireTime(row.cooking_started_at) }),
  ...(row.cooking_finished_at !== null && { finishedAt: wireTime(row.cooking_finished_at) }),
})

export const courierLocation = ({ courier_lat: lat, courier_lng: lng }: OrderRow): { location?: Location } =>
  lat !== null && lng !== null ? { location: { lat, lng } } : {}

const courier = (row: OrderRow): Pick<Order, 'courier'> =>
  row.courier_name === null
    ? {}
    : {
        courier: {
          name: row.courier_name,
          ...(row.phones && { phone: row.phones[0] }),
          ...courierLocation(row),
          ...(row.courier_at && { locatedAt: wireTime(row.courier_at) }),
        },
      }

type Amounts = Pick<OrderRow, 'subtotal' | 'discount' | 'delivery_fee' | 'tip'>

/** What the order costs, in minor units. */
export const totalOf = ({ subtotal, discount, delivery_fee, tip }: Amounts): number => subtotal - discount + delivery_fee + tip

/** The sums as the contract defines them. */
export const sumsOf = (
  row: Amounts & Pick<OrderRow, 'currency' | 'taxes'>,
): Pick<Order, 'subtotal' | 'discount' | 'deliveryFee' | 'tip' | 'total' | 'taxes'> => {
  const money = moneyIn(row.currency)
  return {
    subtotal: money(row.subtotal),
    discount: money(row.discount),
    deliveryFee: money(row.delivery_fee),
    tip: money(row.tip),
    total: money(totalOf(row)),
    taxes: (row.taxes ?? []).map(([rate, base, tax]) => ({ rate, base: money(base), tax: money(tax) })),
  }
}

/** An order that ended without a sale costs nothing. One that was returned is a sale where the shop keeps the money. */
const isNoSale = ({ status, payment_status }: OrderRow) =>
  status === 'cancelled' || status === 'rejected' || status === 'expired' || (status === 'returned' && payment_status === 'canceled')

/** What the order costs after its adjustments, and what is paid of it. */
export const balanceOf = (row: OrderRow): Pick<Order, 'adjustments' | 'netTotal' | 'paid'> => {
  const money = moneyIn(row.currency)
  return {
    adjustments: row.adjustments ?? [],
    netTotal: money(isNoSale(row) ? 0 : totalOf(row) - (row.adjusted ?? 0)),
    paid: money(paidOf(row)),
  }
}

const promotion = ({ promotion_code: code, promotion_name: name }: OrderRow): Pick<Order, 'promotion'> =>
  code === null || name === null ? {} : { promotion: { code, name } }

/** The place; the instruction to put the order down only where it holds. */
export const placeOf = ({ delivery: { leaveAtDoor: _, ...place }, leave_at_door }: OrderRow): OrderRow['delivery'] => ({
  ...place,
  ...(leave_at_door && { leaveAtDoor: true }),
})

/** The order as the contract defines it. */
export const toOrder = (row: OrderRow, rating: Rating | null): Order => {
  const money = moneyIn(row.currency)
  return {
    id: row.id,
    number: row.number,
    requestId: row.request_id,
    version: row.version,
    status: row.status,
    items: row.items.map(({ line, productId, name, shownName, quantity, unitPrice, exclude, note, choices, taxRate }, n) => ({
      line: line ?? n,
      productId,
      name: shownName ?? name,
      quantity,
      unitPrice: money(unitPrice),
      total: money(unitPrice * quantity),
      ...(typeof taxRate === 'number' && { taxRate }),
      exclude,
      ...(choices.length > 0 && { choices: choices.map((chosen) => shownChoice(chosen, money)) }),
      ...(note !== null && { note }),
    })),
    ...sumsOf(row),
    ...balanceOf(row),
    ...promotion(row),
    ...(row.area && { area: { code: row.area.code, name: row.area.shownName ?? row.area.name } }),
    delivery: { ...placeOf(row), ...(row.deliver_at !== null && { at: wireTime(row.deliver_at) }) },
    ...(row.note !== null && { note: row.note }),
    payment: {
      id: row.payment_id,
      method: row.payment_method,
      status: row.payment_status,
      amount: money(row.payment_amount),
      ...(row.payment_next_action !== null && { nextAction: row.payment_next_action }),
    },
    eta: etaOf(row),
    ...delayOf(row),
    cooking: cookingOf(row),
    timeline: row.timeline,
    ...amendmentsOf(row),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.comment !== null && { comment: row.comment }),
    ...courier(row),
    cancellation: cancellation(row, money),
    ...(rating !== null && { rating }),
    ...(typeof row.pin === 'string' && { pin: row.pin }),
    ...(row.at_door_until && { atDoorUntil: wireTime(row.at_door_until) }),
    ...(row.shared && { shared: true }),
    placedAt: wireTime(row.placed_at),
    ...(row.delivered_at !== null && { deliveredAt: wireTime(row.delivered_at) }),
  }
}
