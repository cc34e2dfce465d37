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
  /** What is left of it goes back, and the service has not answered yet. */
  refund: boolean
  /** What it is about: less than the price once a manager has lowered it. */
  amount: number
  /** What a manager has given back of it. */
  back: number
}

export interface BookedOrder {
  first: Order
  customer: number
  request: { requestId: string }
  needs: readonly (readonly [shelf: number, quantity: number])[]
  timeline: OrderStatus[]
  status: OrderStatus
  version: number
  hasCourier: boolean
  /** The last step, if it can be undone. */
  lastStep: { from: OrderStatus; role: StaffRole; hadCourier: boolean } | undefined
  attempts: Attempt[]
  current: Attempt
  /** What a manager has taken off the price. */
  adjusted: number
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

const shelfOf = ({ shelves }: Books, at: number): Shelf => {
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

const holding: readonly OrderStatus[] = ['awaiting_payment', 'placed', 'confirmed']

/** What orders that were placed before this one hold on a shelf. */
const heldBefore = ({ orders }: Books, order: BookedOrder, shelf: number): number =>
  orders
    .slice(0, orders.indexOf(order))
    .filter(({ status }) => holding.includes(status))
    .flatMap(({ needs }) => needs)
    .reduce((sum, [at, quantity]) => (at === shelf ? sum + quantity : sum), 0)

const isAtTheDoor = ({ method }: Attempt) => method === 'cash' || method === 'pos'

const isPaid = ({ status }: Attempt) => status === 'succeeded' || status === 'partially_refunded'

/** Refunds what was paid, and cancels what was not. */
const giveUp = (attempt: Attempt) => {
  if (isPaid(attempt)) attempt.refund ||= !isAtTheDoor(attempt) && attempt.back < attempt.amount
  else if (attempt.status !== 'refunded') attempt.status = 'canceled'
}

/** The most that the customer can get back, or need not pay. */
const refundable = ({ first, adjusted, current }: BookedOrder): number => {
  const left =
    current.status === 'requires_capture' ? current.amount : isPaid(current) && !current.refund ? current.amount - current.back : 0
  return Math.min(first.total.amount - adjusted, left)
}

/** A manager gives an amount back, or everything. Returns the reason of the refusal. */
export const refund = (order: BookedOrder, asked: number | 'all'): string | undefined => {
  const [{ current }, most] = [order, refundable(order)]
  if (most <= 0) return 'nothing_to_refund'
  if (asked !== 'all' && asked > most) return 'refund_too_large'
  const given = asked === 'all' ? most : asked
  order.adjusted += given
  order.version += 1
  order.lastStep = undefined
  if (!isPaid(current)) {
    current.amount -= given
    if (current.amount === 0) current.status = 'canceled'
    return undefined
  }
  current.back += given
  // what was paid at the door goes back by hand
  if (isAtTheDoor(current)) return undefined
  current.status = current.back < current.amount ? 'partially_refunded' : 'refunded'
  order.version += 1
  return undefined
}

/** Ends an order, and frees its stock. */
const end = (books: Books, order: BookedOrder, to: 'cancelled' | 'rejected' | 'expired') => {
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
    order.adjusted += given
    giveUp(current)
    if (isAtTheDoor(current)) current.back += given
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
    refund: false,
    amount: order.first.total.amount,
    back: 0,
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
  if (news === 'succeeded') attempt.refund = true
  if (order.current === attempt) order.version += 1
}

/** Completes the refunds that are pending. */
export const settle = ({ orders }: Books) => {
  for (const order of orders)
    for (const attempt of order.attempts.filter(({ refund }) => refund)) {
      attempt.refund = false
      attempt.status = 'refunded'
      if (order.current === attempt) order.version += 1
    }
}
