/** One member of the staff: sees the orders of the role's queue, and moves those of this run. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { queueList, type StaffRole, stockList, stockReceive } from '../../src/contract/index.ts'
import type { Reason } from '../../src/errors.ts'
import { createLine } from './line.ts'
import type { Load } from './load.ts'
import { type Task, takeStep, task } from './steps.ts'
import { ignoreRecorded, Refused, read } from './wire.ts'

const atOnce = 8
const tryAgainAfterMs = 1000

const changed = z.object({ order: task })

const isOutOfStock = (error: unknown) => error instanceof Refused && error.failure.reason === ('insufficient_stock' satisfies Reason)

interface Options {
  load: Load
  who: string
  token: string
  /** Whether this member is the one to move the order on. */
  takes: (order: Task) => boolean
}

/** Resolves when in. */
export const hire = async ({ load, who, token, takes }: Options) => {
  /** The last version of each order that was dealt with. */
  const seen = new Map<string, number>()
  /** What is pushed of these is our own doing. */
  const inHand = new Set<string>()
  const waiting: Task[] = []
  const working = new Set<Promise<void>>()
  let role: StaffRole = 'manager'
  let off = false

  const move = async (order: Task) => {
    for (let current = order; !off && takes(current); ) {
      try {
        current = await takeStep(load, line, role, current)
        seen.set(current.id, current.version)
      } catch (error) {
        // the goods are still on their way
        if (!isOutOfStock(error)) throw error
        await delay(tryAgainAfterMs)
      }
    }
  }

  const work = () => {
    for (let order = off ? undefined : waiting.shift(); order; order = working.size < atOnce ? waiting.shift() : undefined) {
      const job = move(order)
        .catch(ignoreRecorded)
        .finally(() => {
          inHand.delete(order.id)
          working.delete(job)
          work()
        })
      working.add(job)
    }
  }

  const consider = (order: Task) => {
    if (!load.isOurs(order.requestId) || !takes(order) || inHand.has(order.id) || (seen.get(order.id) ?? 0) >= order.version) return
    inHand.add(order.id)
    waiting.push(order)
    if (working.size < atOnce) work()
  }

  const lookAtQueue = async () => {
    for (const order of (await line.request(queueList, {})).orders) consider(order)
  }

  const line = createLine({
    load,
    who,
    namespace: '/staff',
    auth: () => ({ token }),
    onReady: ({ account }) => {
      if (account.role !== 'customer') role = account.role
      setImmediate(() => lookAtQueue().catch(ignoreRecorded))
    },
    onPush: (event, payload) => {
      if (event === 'queue:changed') consider(read(load, event, changed, payload).order)
      else if (event === 'queue:resync') lookAtQueue().catch(ignoreRecorded)
    },
  })

  /** What was asked of the store, and what runs low, comes into the warehouse. */
  const receiveGoods = async () => {
    for (const { ingredient, onHand, reserved, requested, lowLevel } of (await line.request(stockList, {})).stock) {
      const low = onHand - reserved <= 10 * lowLevel ? 1000 * lowLevel : 0
      const quantity = requested + low
      if (quantity > 0) await line.request(stockReceive, { requestId: load.newRequestId(), ingredientId: ingredient.id, quantity })
    }
  }

  await line.open()
  return {
    role: (): StaffRole => role,
    receiveGoods,
    /** Resolves when what was begun is done. */
    finish: async () => {
      off = true
      while (working.size > 0) await Promise.all(working)
    },
    leave: line.leave,
  }
}

export type Member = Awaited<ReturnType<typeof hire>>
