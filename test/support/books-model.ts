/** The reference model of orders, payments and stock, in plain objects. */
import type { Order, OrderStatus, PaymentMethod, PaymentStatus, StaffRole } from '../../src/contract/index.ts'

export interface Shelf {
  id: string
  onHand: number
  reserved: number
  /** What has not arrived of each open request to the store, the oldest first. */
  restocks: { quantity: number; received: number }[]
  /** The smallest quantity of a restock; null where there is none. */
  lot: number | null
}

export interface Dish {
  id: string
  price: number
  /** What one portion needs, by index of the shelf. */
  needs: readonly (readonly [shelf: number, quantity: number])[]
}

export interface Attempt {
  id: string
  method: PaymentMethod
  status: PaymentStatus
  /** Refunds that the service has not answered yet. */
  pending: { amount: number; isAdjustment: boolean }[]
  /** What it is about: less than the price once a manager has lowered it. */
  amount: number
  /** What has gone back of it. */
  back: number
  disputes: { reference: string; amount: number; status: 'open' | 'won' | 'lost' }[]
}

export interface Line {
  dish: Dish
  /** Portions that are delivered. */
  left: number
}

/** What the kitchen offers instead of portions of a line. */
export interface Offer {
  line: number
  quantity: number
  substitute: Line
}

export interface BookedOrder {
  first: Order
  customer: number
  request: { requestId: string }
  /** What its lines need. */
  needs: readonly (readonly [shelf: number, quantity: number])[]
  lines: Line[]
  offer: Offer | undefined
  timeline: OrderStatus[]
  status: OrderStatus
  version: number
  hasCourier: boolean
  /** The last step, if it can be undone. */
  lastStep: { from: OrderStatus; role: StaffRole; hadCourier: boolean } | undefined
  attempts: Attempt[]
  current: Attempt
  /** What was taken off the price, in how many adjustments. */
  adjusted: number
  adjustments: number
}

export interface Books {
  shelves: Shelf[]
  dishes: Dish[]
  orders: BookedOrder[]
}

const steps: readonly [from: OrderStatus, to: OrderStatus, by: readonly StaffRole[]][] = [
  ['placed', 'confirmed', ['warehouse', 'manager']],
  ['placed', 'rejected', ['manager']],
  ['confirmed', 'rejected', ['kitchen', 'manager']],
  ['in_preparation', 'rejected', ['kitchen', 'manager']],
  ['ready_for_pickup', 'rejected', ['kitchen', 'manager']],
  ['confirmed', 'in_preparation', ['kitchen', 'manager']],
  ['in_preparation', 'ready_for_pickup', ['kitchen', 'manager']],
  ['ready_for_pickup', 'in_transit', ['courier', 'manager']],
  ['in_transit', 'delivered', ['courier', 'manager']],
  ['in_transit', 'returned', ['courier', 'manager']],
]

const undoable: readonly OrderStatus[] = ['confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit']

const free = ({ onHand, reserved }: Shelf) => onHand - reserved
export const requestedOf = ({ restocks }: Shelf) => restocks.reduce((sum, { quantity, received }) => sum + quantity - received, 0)
const covered = (shelf: Shelf) => free(shelf) + requestedOf(shelf)

/** Asks the store for what is missing, but at least for a lot. */
const request = (shelf: Shelf, missing: number) => {
  if (missing > 0 && shelf.lot !== null) shelf.restocks.push({ quantity: Math.max(shelf.lot, missing), received: 0 })
}

export const shelfOf = ({ shelves }: Books, at: number): Shelf => {
  const shelf = shelves[at]
  if (!shelf) throw new Error('no such shelf')
  return shelf
}

export const needsOf = ({ needs }: Dish, portions: number) => needs.map(([shelf, quantity]) => [shelf, quantity * portions] as const)

export const isEnough = (books: Books, needs: BookedOrder['needs']) =>
  needs.every(([at, quantity]) => shelfOf(books, at).lot !== null || covered(shelfOf(books, at)) >= quantity)

/** The scarce ingredients, and how many portions each still allows. */
export const shortagesOf = (books: Books, dish: Dish, portions: number) =>
  dish.needs.flatMap(([at, quantity]) => {
    const shelf = shelfOf(books, at)
    if (free(shelf) >= quantity * portions) return []
    return [{ ingredient: shelf.id, possible: Math.floor(Math.max(0, shelf.lot === null ? covered(shelf) : free(shelf)) / quantity) }]
  })

/** Reserves stock, and requests a restock of what is missing. */
export const reserve = (books: Books, needs: BookedOrder['needs']) => {
  for (const [at, quantity] of needs) {
    const shelf = shelfOf(books, at)
    request(shelf, quantity - covered(shelf))
    shelf.reserved += quantity
  }
}

export const receive = (shelf: Shelf, quantity: number) => {
  shelf.onHand += quantity
  let left = quantity
  for (const restock of shelf.restocks) {
    const part = Math.min(left, restock.quantity - restock.received)
    restock.received += part
    left -= part
  }
  shelf.restocks = shelf.restocks.filter((restock) => restock.received < restock.quantity)
}

/** Corrects what is on hand, and asks the store for what the orders lack then. */
export const adjust = (shelf: Shelf, onHand: number) => {
  shelf.onHand = onHand
  request(shelf, -covered(shelf))
}

const move = (order: BookedOrder, to: OrderStatus) => {
  order.lastStep = undefined
  order.status = to
  order.version += 1
  order.timeline.push(to)
}

export const holding: readonly OrderStatus[] = ['awaiting_payment', 'placed', 'confirmed']

/** What the offer of an order holds. */
export const offeredNeeds = ({ offer }: BookedOrder) => (offer ? needsOf(offer.substitute.dish, offer.substitute.left) : [])

/** What orders that were placed before this one hold on a shelf. */
export const heldBefore = ({ orders }: Books, order: BookedOrder, shelf: number): number =>
  orders
    .slice(0, orders.indexOf(order))
    .flatMap((each) => [...(holding.includes(each.status) ? each.needs : []), ...offeredNeeds(each)])
    .reduce((sum, [at, quantity]) => (at === shelf ? sum + quantity : sum), 0)

export const isAtTheDoor = ({ method }: Attempt) => method === 'cash' || method === 'pos'

export const isPaid = ({ status }: Attempt) => status === 'succeeded' || status === 'partially_refunded'

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0)

/** What has not gone back, and is not on its way back. */
export const notRefunded = ({ amount, back, pending, disputes }: Attempt): number =>
  amount -
  back -
  sum(pending.map((refund) => refund.amount)) -
  sum(disputes.map((dispute) => (dispute.status === 'won' ? 0 : dispute.amount)))

/** Requests what is left of it from the service. */
const refundRest = (attempt: Attempt, isAdjustment = false) => {
  const amount = notRefunded(attempt)
  if (amount > 0) attempt.pending.push({ amount, isAdjustment })
}

/** Refunds what was paid, and cancels what was not. */
const giveUp = (attempt: Attempt) => {
  if (isPaid(attempt) && !isAtTheDoor(attempt)) refundRest(attempt)
  else if (isPaid(attempt)) return
  else if (attempt.status !== 'refunded') attempt.status = 'canceled'
}

/** The most that the customer can get back, or need not pay. */
export const refundable = ({ first, adjusted, current }: BookedOrder): number => {
  const left = current.status === 'requires_capture' ? current.amount : isPaid(current) ? notRefunded(current) : 0
  return Math.min(first.total.amount - adjusted, left)
}

/** Money of an attempt has gone back. Returns whether its status is another one now. */
const goBack = (attempt: Attempt, amount: number): boolean => {
  const before = attempt.status
  attempt.back += amount
  attempt.status = attempt.back < attempt.amount ? 'partially_refunded' : 'refunded'
  return attempt.status !== before
}

/** Takes an amount off the price, and gives it back where it is paid. */
export const lower = (order: BookedOrder, given: number) => {
  const { current } = order
  order.adjusted += given
  order.adjustments += 1
  order.version += 1
  order.lastStep = undefined
  if (current.status === 'requires_capture') {
    current.amount -= given
    if (current.amount === 0) current.status = 'canceled'
  } else if (isPaid(current) && isAtTheDoor(current)) {
    // what was paid at the door goes back by hand
    current.back += given
  } else if (given > 0) {
    goBack(current, given)
    order.version += 1
  }
}

/** A manager gives an amount back, or everything. Returns the reason of the refusal. */
export const refund = (order: BookedOrder, asked: number | 'all'): string | undefined => {
  const most = refundable(order)
  if (order.offer) return 'substitution_open'
  if (most <= 0) return 'nothing_to_refund'
  if (asked !== 'all' && asked > most) return 'refund_too_large'
  lower(order, asked === 'all' ? most : asked)
  return undefined
}

/** What was offered is no longer held. */
export const withdraw = (books: Books, order: BookedOrder) => {
  for (const [at, quantity] of offeredNeeds(order)) shelfOf(books, at).reserved -= quantity
  order.offer = undefined
}

/** Ends an order, and frees its stock. */
export const end = (books: Books, order: BookedOrder, to: 'cancelled' | 'rejected' | 'expired') => {
  withdraw(books, order)
  // what the kitchen has taken is used
  if (holding.includes(order.status)) for (const [at, quantity] of order.needs) shelfOf(books, at).reserved -= quantity
  if (to === 'rejected') order.hasCourier = false
  move(order, to)
  giveUp(order.current)
}

/** Returns undefined, or the reason of the refusal. */
export const cancel = (books: Books, order: BookedOrder): string | undefined => {
  if (order.status !== 'awaiting_payment' && order.status !== 'placed') return 'cannot_cancel_order'
  end(books, order, 'cancelled')
  return undefined
}

export const expire = (books: Books, order: BookedOrder) => {
  if (order.status === 'awaiting_payment') end(books, order, 'expired')
}

/** The shop has not confirmed it in time. */
export const abandon = (books: Books, order: BookedOrder) => {
  if (order.status !== 'placed') return
  // the managers are told first
  order.version += 1
  end(books, order, 'rejected')
}

export const advance = (books: Books, order: BookedOrder, role: StaffRole, to: OrderStatus): string | undefined => {
  if (!steps.some(([from, target, by]) => from === order.status && target === to && by.includes(role))) return 'invalid_transition'
  const { current } = order
  if (to === 'delivered' && current.amount > 0 && !isPaid(current) && current.status !== 'refunded') return 'payment_required'
  if (to === 'ready_for_pickup' && order.offer) return 'substitution_open'
  if (to === 'rejected') {
    end(books, order, to)
    return undefined
  }
  if (to === 'in_preparation') {
    if (order.needs.some(([at, quantity]) => shelfOf(books, at).onHand - heldBefore(books, order, at) < quantity))
      return 'insufficient_stock'
    for (const [at, quantity] of order.needs) {
      shelfOf(books, at).onHand -= quantity
      shelfOf(books, at).reserved -= quantity
    }
  }
  const { status: from, hasCourier: hadCourier } = order
  if (role === 'courier') order.hasCourier = true
  if (to === 'returned') {
    // what was paid is an adjustment, which has a version of its own
    const given = isPaid(current) ? Math.max(0, refundable(order)) : 0
    if (given > 0) order.version += 1
    if (given > 0) order.adjustments += 1
    order.adjusted += given
    if (given > 0 && isAtTheDoor(current)) current.back += given
    else if (given > 0) refundRest(current, true)
    else if (!isPaid(current)) giveUp(current)
  }
  move(order, to)
  if (undoable.includes(to)) order.lastStep = { from, role, hadCourier }
  return undefined
}

export const undo = (books: Books, order: BookedOrder, role: StaffRole): string | undefined => {
  const { lastStep, status } = order
  if (lastStep?.role !== role) return 'invalid_transition'
  if (status === 'in_preparation')
    for (const [at, quantity] of order.needs) {
      shelfOf(books, at).onHand += quantity
      shelfOf(books, at).reserved += quantity
    }
  if (status === 'in_transit') order.hasCourier = lastStep.hadCourier
  if (status === 'in_preparation') order.hasCourier = false
  move(order, lastStep.from)
  return undefined
}

const taken: readonly OrderStatus[] = ['in_preparation', 'ready_for_pickup', 'in_transit']

/** There is one courier. */
const give = (order: BookedOrder, hasCourier: boolean) => {
  if (order.hasCourier === hasCourier) return
  order.hasCourier = hasCourier
  order.version += 1
  if (order.status === 'in_transit') order.lastStep = undefined
}

export const assign = (order: BookedOrder): string | undefined => {
  if (!taken.includes(order.status)) return 'invalid_transition'
  give(order, true)
  return undefined
}

export const unassign = (order: BookedOrder, role: StaffRole): string | undefined => {
  if (!taken.includes(order.status) || (role === 'courier' && order.status === 'in_transit')) return 'invalid_transition'
  give(order, false)
  return undefined
}

export const collect = (order: BookedOrder, role: 'courier' | 'manager'): string | undefined => {
  if (order.status !== 'in_transit' || order.current.status !== 'requires_capture') return 'payment_not_due'
  if (role === 'courier' && !order.hasCourier) return 'order_not_taken'
  order.current.status = 'succeeded'
  order.version += 1
  order.lastStep = undefined
  return undefined
}

export const retry = (order: BookedOrder, id: string, method: PaymentMethod) => {
  giveUp(order.current)
  order.current = {
    id,
    method,
    status: method === 'cash' || method === 'pos' ? 'requires_capture' : 'requires_action',
    pending: [],
    amount: order.first.total.amount,
    back: 0,
    disputes: [],
  }
  order.attempts.push(order.current)
  // one version for the new attempt, one for its opening at the service
  order.version += isAtTheDoor(order.current) ? 1 : 2
  if (isAtTheDoor(order.current)) move(order, 'placed')
}

export type PaymentNews = 'processing' | 'failed' | 'succeeded'

const comesAfter: Readonly<Record<PaymentNews, readonly PaymentStatus[]>> = {
  processing: ['requires_action'],
  failed: ['requires_action', 'processing'],
  succeeded: ['requires_action', 'processing', 'failed', 'canceled'],
}

/** Applies news of the payment service. */
export const hear = (order: BookedOrder, attempt: Attempt, news: PaymentNews) => {
  if (!comesAfter[news].includes(attempt.status)) return
  attempt.status = news
  if (news === 'succeeded' && order.status === 'awaiting_payment') {
    if (order.current !== attempt) giveUp(order.current)
    order.current = attempt
    move(order, 'placed')
    return
  }
  if (news === 'succeeded') refundRest(attempt)
  if (order.current === attempt) order.version += 1
}

/** Completes the refunds that are pending. */
export const settle = ({ orders }: Books) => {
  for (const order of orders)
    for (const attempt of order.attempts)
      for (const { amount, isAdjustment } of attempt.pending.splice(0)) {
        const isChanged = goBack(attempt, amount)
        if (order.current === attempt && (isChanged || isAdjustment)) order.version += 1
      }
}

/** Money of an attempt was refunded in the dashboard of the service. */
export const refundElsewhere = (order: BookedOrder, attempt: Attempt, amount: number) => {
  if (goBack(attempt, amount) && order.current === attempt) order.version += 1
}

const ended: readonly OrderStatus[] = ['cancelled', 'rejected', 'expired', 'returned']

/** A bank has decided. What it gives back of an order that was given up is the customer's. */
export const endDispute = (order: BookedOrder, attempt: Attempt, reference: string, status: 'won' | 'lost') => {
  const dispute = attempt.disputes.find((each) => each.reference === reference)
  if (dispute?.status !== 'open') return
  dispute.status = status
  if (status === 'won' && isPaid(attempt) && (attempt !== order.current || ended.includes(order.status))) refundRest(attempt)
}
