/** Tells the operator which refunds keep failing: each at once, and again with growing pauses while it does. */
import type { Queryable } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { keepsFailing } from './unsettled.ts'

const atOnce = 20
const firstPauseMs = 10 * 60_000
const longestPauseMs = 24 * 60 * 60_000

interface Failing {
  refundId: string
  paymentId: string
  orderId: string
}

export class FailingRefunds {
  readonly #database: Queryable
  readonly #log: Pick<Logger, 'error'>
  readonly #told = new Map<string, { nextAt: number; pauseMs: number }>()

  constructor(database: Queryable, log: Pick<Logger, 'error'>) {
    this.#database = database
    this.#log = log
  }

  /** Call it again and again. */
  readonly report = async (): Promise<void> => {
    const found = await this.#database.query<Failing>(
      `select r.id as "refundId", p.id as "paymentId", p.order_id as "orderId" from refunds r join payments p on p.id = r.payment_id
       where ${keepsFailing} order by r.created_at, r.id limit ${atOnce}`,
    )
    for (const id of this.#told.keys()) if (!found.some(({ refundId }) => refundId === id)) this.#told.delete(id)
    const refunds = found.filter(({ refundId }) => this.#isDue(refundId))
    if (refunds.length > 0) this.#log.error({ refunds }, 'refunds keep failing')
  }

  #isDue(id: string): boolean {
    const now = performance.now()
    const told = this.#told.get(id)
    if (told && now < told.nextAt) return false
    const pauseMs = told ? Math.min(2 * told.pauseMs, longestPauseMs) : firstPauseMs
    this.#told.set(id, { nextAt: now + pauseMs, pauseMs })
    return true
  }
}
