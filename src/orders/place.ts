import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { Order, orderPlace } from '../contract/index.ts'
import { bodyHash } from '../database/answers.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Push } from '../feed/push.ts'
import { createLane } from '../database/lane.ts'
import { explainRefusal, type Refusal } from './quote.ts'

export type PlaceInput = z.output<typeof orderPlace.input>

/** Places an order, or answers a repeated `requestId` as before. Rejects with the `AppError` that says what stands in the way. */
export type PlaceOrder = (accountId: string, input: PlaceInput) => Promise<Answer>

interface Entry {
  accountId: string
  input: PlaceInput
}

type Answer = { order: Order }

/** A row of `place_orders`: an order's outcome, or (`n` = 0) the pushes that belong to none. */
interface Row {
  n: number
  outcome: 'placed' | 'replayed' | 'pushes' | Refused
  answer: Answer | null
  push: Push | Push[] | null
}

type Refused = 'request_id_reused' | Refusal

const maxBatchSize = 64

const toBatch = (entries: readonly Entry[]) =>
  entries.map(({ accountId, input }) => ({
    account: accountId,
    requestId: input.requestId,
    bodyHash: bodyHash('order:place', input).toString('hex'),
    orderId: uuidv7(),
    paymentId: uuidv7(),
    paymentMethod: input.paymentMethod,
    items: input.items,
    delivery: input.delivery,
    note: input.note,
    acceptDietaryConflicts: input.acceptDietaryConflicts,
  }))

const placeBatch = async (database: Database, entries: readonly Entry[]): Promise<Row[]> => {
  const batch = JSON.stringify(toBatch(entries))
  return database.transact(async (transaction) => {
    const rows = await transaction.query<Row>('select n, outcome, answer, push from place_orders($1)', [batch])
    transaction.pushes.push(...rows.flatMap(({ push }) => push ?? []))
    return rows.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n)
  })
}

const toResult = ({ outcome, answer }: Row): Answer | Refused => {
  if (outcome !== 'placed' && outcome !== 'replayed' && outcome !== 'pushes') return outcome
  if (!answer) throw new Error(`place_orders returned ${outcome} without an answer`)
  return answer
}

/** `onBatch` hears how many orders each batch held. */
export const createPlaceOrder = (database: Database, onBatch: (size: number) => void): PlaceOrder => {
  const settle = async (entries: readonly Entry[]): Promise<(Answer | Refused | Error)[]> => {
    onBatch(entries.length)
    try {
      return (await placeBatch(database, entries)).map(toResult)
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
