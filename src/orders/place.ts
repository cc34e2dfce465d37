import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { Order, orderPlace } from '../contract/index.ts'
import { bodyHash } from '../database/answers.ts'
import type { Database } from '../database/database.ts'
import { createLane } from '../database/lane.ts'
import { AppError } from '../errors.ts'
import type { Push } from '../feed/push.ts'
import { type Asked, composePlacedOrder, type Placed } from './placed.ts'
import { explainRefusal, type Refusal } from './quote.ts'

export type PlaceInput = z.output<typeof orderPlace.input>

/** Places an order, or answers a repeated `requestId` as before. Rejects with the `AppError` that says what stands in the way. */
export type PlaceOrder = (accountId: string, input: PlaceInput) => Promise<Answer>

interface Entry {
  accountId: string
  input: PlaceInput
}

type Answer = { order: Order }

type Refused = 'request_id_reused' | Refusal

/** A row of `place_orders`: an order's outcome, or (`n` = 0) the pushes that belong to none. */
interface Row {
  n: number
  first: number
  outcome: 'placed' | 'replayed' | 'pushes' | Refused
  answer: { asked: Asked; placed: Placed } | null
  placed: Placed | null
  push: Push | Push[] | null
}

const maxBatchSize = 64

const toBatch = (entries: readonly Entry[]) =>
  entries.map(({ accountId, input }) => ({
    ...input,
    account: accountId,
    bodyHash: bodyHash('order:place', input).toString('hex'),
    orderId: uuidv7(),
    paymentId: uuidv7(),
  }))

const placeSql = 'select n, first, outcome, answer, placed, push from place_orders($1)'

const placeBatch = async (database: Database, entries: readonly Entry[]): Promise<(Answer | Refused)[]> => {
  const batch = toBatch(entries)
  const rows = await database.commit<Row>(placeSql, [JSON.stringify(batch)], ({ push }) => (push === null ? [] : [push].flat()))
  const results: (Answer | Refused)[] = []
  for (const { n, first, outcome, answer, placed } of rows.filter((row) => row.n > 0).sort((a, b) => a.n - b.n)) {
    const [asked, earlier] = [batch[n - 1], results[first - 1]]
    if (placed && asked) results.push({ order: composePlacedOrder(asked, placed) })
    else if (outcome === 'placed' && earlier) results.push(earlier)
    else if (outcome === 'replayed' && answer) results.push({ order: composePlacedOrder(answer.asked, answer.placed) })
    else if (outcome !== 'placed' && outcome !== 'replayed' && outcome !== 'pushes') results.push(outcome)
    else throw new Error(`place_orders returned ${outcome} without an answer`)
  }
  return results
}

/** `onBatch` hears how many orders each batch held. */
export const createPlaceOrder = (database: Database, onBatch: (size: number) => void): PlaceOrder => {
  const settle = async (entries: readonly Entry[]): Promise<(Answer | Refused | Error)[]> => {
    onBatch(entries.length)
    try {
      return await placeBatch(database, entries)
    } catch (error) {
      if (entries.length === 1 || error instanceof AppError) throw error
      // one order broke the batch: alone it can only break itself
      const results: (Answer | Refused | Error)[] = []
      for (const entry of entries) results.push(...(await settle([entry]).catch((alone: Error) => [alone])))
      return results
    }
  }
  const lane = createLane(settle, maxBatchSize)

  return async (accountId, input) => {
    const result = await lane({ accountId, input })
    if (typeof result !== 'string') return result
    if (result === 'request_id_reused') throw new AppError('request_id_reused')
    throw await explainRefusal(database, accountId, input, result)
  }
}
