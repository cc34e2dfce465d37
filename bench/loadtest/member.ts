/** A staff member: watches the queue of the role, and moves the orders of this run. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { queueList, type StaffRole, stockList, stockReceive } from '../../src/contract/index.ts'
import type { Reason } from '../../src/errors.ts'
import { createLine } from './line.ts'
import type { Load } from './load.ts'
import { type Task, takeStep, task } from './steps.ts'
import { ignoreRecorded, Refused, read } from './wire.ts'

const atOnce = 8
const retryAfterMs = 1000

const changed = z.object({ order: task })

const isOutOfStock = (error: unknown) => error instanceof Refused && error.failure.reason === ('insufficient_stock' satisfies Reason)

interface Options {
  load: Load
  who: string
  token: string
  /** Whether this member is the one to move the order. */
  isResponsible: (order: Task) => boolean
}

/** Connects a staff member. Resolves when connected. */
export const startMember = async ({ load, who, token, isResponsible }: Options) => {
  /** The last version that was handled of each order. */
  const seen = new Map<string, number>()
  /** Orders that this member is moving: their pushes are caused by it. */
  const moving = new Set<string>()
  const waiting: Task[] = []
  const working = new Set<Promise<void>>()
  let role: StaffRole = 'manager'
  let isFinished = false

  const move = async (order: Task) => {
    for (let current = order; !isFinished && isResponsible(current); ) {
      try {
        current = await takeStep(load, line, role, current)
        seen.set(current.id, current.version)
      } catch (error) {
        // the ingredients are still on their way
        if (!isOutOfStock(error)) throw error
        await delay(retryAfterMs)
      }
    }
  }

  const work = () => {
    for (let order = isFinished ? undefined : waiting.shift(); order; order = working.size < atOnce ? waiting.shift() : undefined) {
      const job = move(order)
        .catch(ignoreRecorded)
        .finally(() => {
          moving.delete(order.id)
          working.delete(job)
          work()
        })
      working.add(job)
    }
  }

  const consider = (order: Task) => {
    if (!load.isOurs(order.requestId) || !isResponsible(order) || moving.has(order.id) || (seen.get(order.id) ?? 0) >= order.version) return
    moving.add(order.id)
    waiting.push(order)
    if (working.size < atOnce) work()
  }

  const readQueue = async (cursor?: string): Promise<void> => {
    const { orders, nextCursor } = await line.request(queueList, { cursor })
    for (const order of orders) consider(order)
    if (nextCursor !== undefined) await readQueue(nextCursor)
  }

  const line = createLine({
    load,
    who,
    namespace: '/staff',
    auth: () => ({ token }),
    onReady: ({ account }) => {
      if (account.role !== 'customer') role = account.role
      setImmediate(() => readQueue().catch(ignoreRecorded))
    },
    onPush: (event, payload) => {
      if (event === 'queue:changed') consider(read(load, event, changed, payload).order)
      else if (event === 'queue:resync') readQueue().catch(ignoreRecorded)
    },
  })

  /** Receives the requested ingredients, and more of those that run low. */
  const receiveStock = async (cursor?: string): Promise<void> => {
    const { stock, nextCursor } = await line.request(stockList, { cursor })
    for (const { ingredient, onHand, reserved, requested, lowLevel } of stock) {
      const low = onHand - reserved <= 10 * lowLevel ? 1000 * lowLevel : 0
      const quantity = requested + low
      if (quantity > 0) await line.request(stockReceive, { requestId: load.newRequestId(), ingredientId: ingredient.id, quantity })
    }
    if (nextCursor !== undefined) await receiveStock(nextCursor)
  }

  await line.open()
  return {
    role: (): StaffRole => role,
    receiveStock,
    /** Takes no new orders. Resolves when those in progress are done. */
    finish: async () => {
      isFinished = true
      while (working.size > 0) await Promise.all(working)
    },
    leave: line.leave,
  }
}

export type Member = Awaited<ReturnType<typeof startMember>>
