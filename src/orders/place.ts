import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import { bodyHash } from '../answers/answers.ts'
import type { orderPlace, Skipped } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import { AppError } from '../errors.ts'
import { createBatcher } from '../queues/batcher.ts'
import { answerOf, type Placed, type PlacingAnswer, type StoredAnswer } from './placed.ts'
import { explainRefusal, type Refusal } from './quote.ts'

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

type Refused = 'request_id_reused' | Refusal

/** A row of `place_orders`: the outcome of one order or, with `n` = 0, pushes that belong to no order. */
interface Row {
  n: number
  first: number
  outcome: 'placed' | 'replayed' | 'pushes' | Refused
  answer: StoredAnswer | null
  placed: Placed | null
  push: Push | Push[] | null
}

const maxBatchSize = 64

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

const placeSql = 'select n, first, outcome, answer, placed, push from place_orders($1)'

const placeBatch = async (database: Database, entries: readonly Entry[], payMinutes: number): Promise<(PlacingAnswer | Refused)[]> => {
  const batch = toBatch(entries, payMinutes)
  const rows = await database.commit<Row>(placeSql, [JSON.stringify(batch)], ({ push }) => (push === null ? [] : [push].flat()))
  const results: (PlacingAnswer | Refused)[] = []
  for (const { n, first, outcome, answer, placed } of rows.filter((row) => row.n > 0).sort((a, b) => a.n - b.n)) {
    const [asked, earlier] = [batch[n - 1], results[first - 1]]
    if (placed && asked) results.push(answerOf({ asked, placed }))
    else if (outcome === 'placed' && earlier) results.push(earlier)
    else if (outcome === 'replayed' && answer) results.push(answerOf(answer))
    else if (outcome !== 'placed' && outcome !== 'replayed' && outcome !== 'pushes') results.push(outcome)
    else throw new Error(`place_orders returned ${outcome} without an answer`)
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
}

export const createPlaceOrder = (database: Database, { providerOf, payMinutes, onBatch }: Options): PlaceOrder => {
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

  return async (accountId, input, reordering) => {
    const result = await placeInBatch({ accountId, input, reordering, provider: providerOf(input.paymentMethod, 'paymentMethod') })
    if (typeof result !== 'string') return result
    if (result === 'request_id_reused') throw new AppError('request_id_reused')
    throw await explainRefusal(database, accountId, input, result)
  }
}
