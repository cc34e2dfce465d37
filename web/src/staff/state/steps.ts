/** The steps that are taken on this page. */
import type { OrderStatus, QueueOrder } from '#contract'
import { serverNow } from '../../ui/now.ts'
import { storeOrder } from './queue.ts'
import { ofPerson, staff } from './session.ts'

/** The last request of this page about each order that has not been answered, and what it asks for. */
const running = new Map<string, { what: string; done: Promise<void> }>()

/** True while a request of this page about the order is under way. */
export const isOwn = (orderId: string): boolean => running.has(orderId)

const sendAfter = async (before: Promise<void> | undefined, send: () => Promise<{ order: QueueOrder }>) => {
  await before?.catch(() => undefined)
  storeOrder((await send()).order)
}

/**
 * Sends a request about the order and stores the answer, once the request before it has been answered: the queue may tell earlier what that
 * one has done, and offer the next step. The same request is not sent twice meanwhile: then the answer is false.
 */
export const act = async ({ id }: QueueOrder, what: string, send: () => Promise<{ order: QueueOrder }>): Promise<boolean> => {
  const before = running.get(id)
  if (before?.what === what) return false
  const current = { what, done: sendAfter(before?.done, send) }
  running.set(id, current)
  try {
    await current.done
    return true
  } finally {
    if (running.get(id) === current) running.delete(id)
  }
}

export interface Reasons {
  reason?: string
  note?: string
  /** Of an order that is returned: what was paid is not refunded. */
  keepPayment?: boolean
  /** What the customer told the courier. */
  pin?: string
}

export interface Step {
  order: QueueOrder
  to: OrderStatus
  atMs: number
}

/** More are not kept: by then they are too old to be undone. */
const atMost = 20

/** The latest last. */
export const taken = ofPerson<readonly Step[]>([])

/** Moves the order. */
export const advance = async (order: QueueOrder, to: OrderStatus, { reason, note, keepPayment, pin }: Reasons = {}): Promise<void> => {
  const given = {
    ...(pin && { pin }),
    ...(reason && { reason }),
    ...(note && { note }),
    ...(keepPayment && { keepPayment: true as const }),
  }
  const isSent = await act(order, `to ${to}`, () => staff().request('order:advance', { orderId: order.id, to, ...given }))
  if (isSent) taken.value = [...taken.peek().slice(1 - atMost), { order, to, atMs: serverNow() }]
}
