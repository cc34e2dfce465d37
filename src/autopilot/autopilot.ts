/** Plays the warehouse, the kitchen and the courier of the demo, with the requests that people would send. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Location, QueueOrder } from '../contract/index.ts'
import type { Reason } from '../errors.ts'
import { type Colleague, startColleague, unwrap } from './colleague.ts'
import { route } from './route.ts'

interface Options {
  url: string
  /** Where the courier starts. */
  store: Location
  /** Length of one step. A second is slow enough to watch. */
  stepMs: number
  /** The PIN of an order, which only its customer knows: of the demo, the autopilot is the customer's voice at the door. */
  pinOf: (orderId: string) => Promise<string | undefined>
  onError: (error: unknown) => void
}

const warehouse = (stepMs: number) => async (colleague: Colleague, order: QueueOrder) => {
  // an order that waits for its time is heard of again
  if (order.status !== 'placed' || order.comesAt !== undefined) return
  await delay(3 * stepMs)
  await colleague.advance(order, 'confirmed')
  await receiveStock(colleague)
}

const receiveStock = async ({ socket }: Pick<Colleague, 'socket'>, cursor?: string): Promise<void> => {
  const { stock, nextCursor } = unwrap(await socket.emitWithAck('stock:list', { cursor }))
  for (const { ingredient, onHand, reserved, requested, lowLevel } of stock) {
    const quantity = Math.max(requested, onHand - reserved <= lowLevel ? 10 * lowLevel : 0)
    if (quantity > 0) unwrap(await socket.emitWithAck('stock:receive', { requestId: randomUUID(), ingredientId: ingredient.id, quantity }))
  }
  if (nextCursor !== undefined) await receiveStock({ socket }, nextCursor)
}

const kitchen = (stepMs: number) => async (colleague: Colleague, order: QueueOrder) => {
  if (order.comesAt !== undefined) return
  let current = order
  /** Tries again what must wait. */
  const advance = async (to: QueueOrder['status'], pauseMs: number, waitsFor: Reason) => {
    const { status } = current
    while (current.status === status) {
      await delay(pauseMs)
      current = await colleague.advance(current, to).catch((error: { reason?: string }) => {
        if (error.reason === waitsFor) return current
        throw error
      })
    }
  }
  // the ingredients may still be on their way
  if (current.status === 'confirmed') await advance('in_preparation', 3 * stepMs, 'insufficient_stock')
  // the customer may have to say whether they want something else
  if (current.status === 'in_preparation') await advance('ready_for_pickup', 6 * stepMs, 'substitution_open')
}

const courier =
  ({ stepMs, store, pinOf }: Options) =>
  async (colleague: Colleague, order: QueueOrder) => {
    if (order.courier && !order.courier.isYou) return
    let current = order
    if (current.status === 'ready_for_pickup') {
      if (!current.courier) unwrap(await colleague.socket.emitWithAck('order:assign', { requestId: randomUUID(), orderId: order.id }))
      await delay(3 * stepMs)
      current = await colleague.advance(current, 'in_transit')
    }
    if (current.status !== 'in_transit') return
    for (const position of route(store, current.delivery.location)) {
      unwrap(await colleague.socket.emitWithAck('courier:locate', { ...position, at: new Date().toISOString() }))
      await delay(stepMs)
    }
    if (current.payment?.status === 'requires_capture') {
      const { amount } = current.payment
      unwrap(await colleague.socket.emitWithAck('payment:collect', { requestId: randomUUID(), orderId: order.id, amount }))
    }
    await colleague.advance(current, 'delivered', await pinOf(order.id))
  }

/** Resolves when all three have signed in. */
export const startAutopilot = async (options: Options): Promise<{ stop(): void }> => {
  const { url, stepMs, onError } = options
  const colleagues = await Promise.all([
    startColleague(url, 'warehouse', warehouse(stepMs), onError),
    startColleague(url, 'kitchen', kitchen(stepMs), onError),
    startColleague(url, 'courier', courier(options), onError),
  ])
  return {
    stop: () => {
      for (const { socket } of colleagues) socket.disconnect()
    },
  }
}
