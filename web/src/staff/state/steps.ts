/** The steps that are taken on this page. */
import { signal } from '@preact/signals'
import type { OrderStatus, QueueOrder } from '#contract'
import { storeOrder } from './queue.ts'
import { staff } from './session.ts'

const running = new Set<string>()

/** True while a request of this page about the order is under way. */
export const isOwn = (orderId: string): boolean => running.has(orderId)

/** Sends a request about the order and stores the answer; nothing while another is under way. */
export const act = async ({ id }: QueueOrder, send: () => Promise<{ order: QueueOrder }>): Promise<void> => {
  if (running.has(id)) return
  running.add(id)
  try {
    storeOrder((await send()).order)
  } finally {
    running.delete(id)
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
export const taken = signal<readonly Step[]>([])

/** Moves the order. */
export const advance = async (order: QueueOrder, to: OrderStatus, { reason, note, keepPayment, pin }: Reasons = {}): Promise<void> => {
  const given = {
    ...(pin && { pin }),
    ...(reason && { reason }),
    ...(note && { note }),
    ...(keepPayment && { keepPayment: true as const }),
  }
  await act(order, () => staff().request('order:advance', { orderId: order.id, to, ...given }))
  taken.value = [...taken.peek().slice(1 - atMost), { order, to, atMs: Date.now() }]
}
