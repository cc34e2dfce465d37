import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { bodyHash } from '../answers/answers.ts'
import { type Placed, parseStoredAnswer } from '../answers/stored-answer.ts'
import type { orderPlace, Skipped } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { createBatcher } from '../queues/batcher.ts'
import type { Assessor } from './assessor.ts'
import { answerOf, type PlacingAnswer } from './placed.ts'
import type { Refusal } from './refusals.ts'

export type PlaceInput = z.output<typeof orderPlace.input>

/** Set when the request is `order:reorder`: the hash of its payload, and the lines that its answer reports as skipped. */
interface Reordering {
  hash: Buffer
  skipped: Skipped[]
}

/** Places an order, or returns the stored answer of a repeated `requestId`. Rejects with the `AppError` that says why the order is refused. */
export type PlaceOrder = (accountId: string, input: PlaceInput, reordering?: Reordering) => Promise<PlacingAnswer>

interface Entry {
  accountId: string
  provider: string
  input: PlaceInput
  reordering?: Reordering | undefined
}

/** `busy`: another transaction holds the customer's feed head. */
type Refused = 'request_id_reused' | 'busy' | Refusal

/** What `place_orders` returns. `n` and `first` count the orders of the batch from 1. */
interface Outcomes {
  placed: { n: number; placed: Placed }[]
  /** Repetitions of a stored request, repetitions of the order `first`, and refusals. */
  others: { n: number; first: number; outcome: 'placed' | 'replayed' | Refused; answer: unknown }[]
}

const maxBatchSize = 64
/** How long an order waits for the customer's feed head. The orders of other customers do not wait. */
const patienceMs = 2000

const toBatch = (entries: readonly Entry[], payMinutes: number) =>
  entries.map(({ accountId, input, provider, reordering }) => ({
    ...input,
    ...(reordering && { skipped: reordering.skipped }),
    account: accountId,
    bodyHash: (reordering?.hash ?? bodyHash('order:place', input)).toString('hex'),
    orderId: uuidv7(),
    paymentId: uuidv7(),
    provider,
    payMinutes,
  }))

const placeBatch = async (database: Database, entries: readonly Entry[], payMinutes: number): Promise<(PlacingAnswer | Refused)[]> => {
  const batch = toBatch(entries, payMinutes)
  const { placed, others } = await database.call<Outcomes>('place_orders', [JSON.stringify(batch)], { reserved: true })
  const results: (PlacingAnswer | Refused)[] = []
  for (const { n, placed: values } of placed) {
    const asked = batch[n - 1]
    if (asked) results[n - 1] = answerOf({ asked, placed: values })
  }
  for (const { n, first, outcome, answer } of others) {
    const replayed = () => answerOf(parseStoredAnswer<PlacingAnswer>(answer))
    const result = outcome === 'placed' ? results[first - 1] : outcome === 'replayed' ? replayed() : outcome
    if (!result) throw new Error(`place_orders returned ${outcome} without an answer`)
    results[n - 1] = result
  }
  return results
}

interface Options {
  /** The payment provider of a method. */
  providerOf: (method: PlaceInput['paymentMethod'], field: string) => string
  /** The time after which an unpaid order expires. */
  payMinutes: number
  /** Called with the number of orders in each batch. */
  onBatch: (size: number) => void
  assessor: Pick<Assessor, 'explain'>
}

export const createPlaceOrder = (database: Database, { providerOf, payMinutes, onBatch, assessor }: Options): PlaceOrder => {
  /** Halves a batch that PostgreSQL refuses until the order that it refuses is alone, so that one order costs few statements. */
  const settle = async (entries: readonly Entry[]): Promise<(PlacingAnswer | Refused | Error)[]> => {
    onBatch(entries.length)
    try {
      return await placeBatch(database, entries, payMinutes)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (entries.length === 1 || error instanceof AppError) return entries.map(() => error)
      const middle = entries.length / 2
      return [...(await settle(entries.slice(0, middle))), ...(await settle(entries.slice(middle)))]
    }
  }
  const placeInBatch = createBatcher(settle, maxBatchSize)

  /** Enters the order into one batch after the other, until the customer's feed head is free. */
  const placeWhenFree = async (entry: Entry): Promise<PlacingAnswer | Exclude<Refused, 'busy'>> => {
    const deadline = performance.now() + patienceMs
    for (let pauseMs = 2; ; pauseMs = Math.min(2 * pauseMs, 100)) {
      const result = await placeInBatch(entry)
      if (result !== 'busy') return result
      if (performance.now() > deadline) throw new AppError('conflict')
      await sleep(pauseMs * (0.5 + Math.random()))
    }
  }

  return async (accountId, input, reordering) => {
    const result = await placeWhenFree({ accountId, input, reordering, provider: providerOf(input.paymentMethod, 'paymentMethod') })
    if (typeof result !== 'string') return result
    if (result === 'request_id_reused') throw new AppError('request_id_reused')
    throw await assessor.explain(accountId, input, result)
  }
}
