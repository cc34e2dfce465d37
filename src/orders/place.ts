import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { Order, orderPlace, Skipped } from '../contract/index.ts'
import { bodyHash } from '../database/answers.ts'
import type { Database } from '../database/database.ts'
import { createLane } from '../database/lane.ts'
import { AppError } from '../errors.ts'
import type { Push } from '../feed/push.ts'
import type { ProviderOf } from '../payments/methods.ts'
import { composePlacedOrder, type Placed } from './placed.ts'
import { explainRefusal, type Refusal } from './quote.ts'

export type PlaceInput = z.output<typeof orderPlace.input>

/** What was asked where it was not `order:place` itself: its hash, and what the answer names beside the order. */
interface Reordering {
  hash: Buffer
  skipped: Skipped[]
}

/** Places an order, or answers a repeated `requestId` as before. Rejects with the `AppError` that says what stands in the way. */
export type PlaceOrder = (accountId: string, input: PlaceInput, reordering?: Reordering) => Promise<Answer>

interface Entry {
  accountId: string
  provider: string
  input: PlaceInput
  reordering?: Reordering | undefined
}

/** `skipped` only where it is the answer to a reordering. */
type Answer = { order: Order; skipped?: Skipped[] }

type Refused = 'request_id_reused' | Refusal

/** A row of `place_orders`: an order's outcome, or (`n` = 0) the pushes that belong to none. */
interface Row {
  n: number
  first: number
  outcome: 'placed' | 'replayed' | 'pushes' | Refused
  answer: Answer | null
  placed: Placed | null
  push: Push | Push[] | null
}

const maxBatchSize = 64

const toBatch = (entries: readonly Entry[], payMinutes: number) =>
  entries.map(({ accountId, input, provider, reordering }) => ({
    account: accountId,
    requestId: input.requestId,
    bodyHash: (reordering?.hash ?? bodyHash('order:place', input)).toString('hex'),
    orderId: uuidv7(),
    paymentId: uuidv7(),
    paymentMethod: input.paymentMethod,
    provider,
    payMinutes,
    items: input.items,
    delivery: input.delivery,
    note: input.note,
    acceptDietaryConflicts: input.acceptDietaryConflicts,
  }))

const storeAnswersSql = `
  insert into requests (account_id, request_id, body_hash, answer)
  select account, request, decode(hash, 'hex'), answer
  from unnest($1::uuid[], $2::uuid[], $3::text[], $4::json[]) t(account, request, hash, answer)`

const placeBatch = async (database: Database, entries: readonly Entry[], payMinutes: number): Promise<(Answer | Refused)[]> => {
  const batch = toBatch(entries, payMinutes)
  return database.transact(async (transaction) => {
    const rows = await transaction.query<Row>('select n, first, outcome, answer, placed, push from place_orders($1)', [
      JSON.stringify(batch),
    ])
    transaction.pushes.push(...rows.flatMap(({ push }) => push ?? []))

    const results: (Answer | Refused)[] = []
    const stored: [string[], string[], string[], string[]] = [[], [], [], []]
    for (const { n, first, outcome, answer, placed } of rows.filter((row) => row.n > 0).sort((a, b) => a.n - b.n)) {
      const [entry, asked] = [entries[n - 1], batch[n - 1]]
      const earlier = results[first - 1]
      if (placed && entry && asked) {
        const composed = {
          order: composePlacedOrder(asked, entry.input, placed),
          ...(entry.reordering && { skipped: entry.reordering.skipped }),
        }
        for (const [column, value] of [asked.account, asked.requestId, asked.bodyHash, JSON.stringify(composed)].entries())
          stored[column]?.push(value)
        results.push(composed)
      } else if (outcome === 'placed' && earlier) results.push(earlier)
      else if (outcome === 'replayed' && answer) results.push(answer)
      else if (outcome !== 'placed' && outcome !== 'replayed' && outcome !== 'pushes') results.push(outcome)
      else throw new Error(`place_orders returned ${outcome} without an answer`)
    }
    if (stored[0].length > 0) await transaction.query(storeAnswersSql, stored)
    return results
  })
}

interface Options {
  providerOf: ProviderOf
  /** How long an order waits for its payment. */
  payMinutes: number
  /** Hears how many orders each batch held. */
  onBatch: (size: number) => void
}

export const createPlaceOrder = (database: Database, { providerOf, payMinutes, onBatch }: Options): PlaceOrder => {
  const settle = async (entries: readonly Entry[]): Promise<(Answer | Refused | Error)[]> => {
    onBatch(entries.length)
    try {
      return await placeBatch(database, entries, payMinutes)
    } catch (error) {
      if (entries.length === 1 || error instanceof AppError) throw error
      // one order broke the batch: alone it can only break itself
      const results: (Answer | Refused | Error)[] = []
      for (const entry of entries) results.push(...(await settle([entry]).catch((alone: Error) => [alone])))
      return results
    }
  }
  const lane = createLane(settle, maxBatchSize)

  return async (accountId, input, reordering) => {
    const result = await lane({ accountId, input, reordering, provider: providerOf(input.paymentMethod, 'paymentMethod') })
    if (typeof result !== 'string') return result
    if (result === 'request_id_reused') throw new AppError('request_id_reused')
    throw await explainRefusal(database, accountId, input, result)
  }
}
