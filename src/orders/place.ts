import { setTimeout as sleep } from 'node:timers/promises'
import { bodyHash } from '../answers/answers.ts'
import { type Decided, parseStoredAnswer } from '../answers/stored-answer.ts'
import type { Skipped } from '../contract/index.ts'
import type { Database } from '../database/database.ts'
import { jsonbOf } from '../database/jsonb.ts'
import { AppError } from '../errors.ts'
import type { LevelRow } from '../menu/read-shop.ts'
import { createBatcher } from '../queues/batcher.ts'
import { createTracedBatcher } from '../queues/traced-batcher.ts'
import type { Tracing } from '../tracing/tracing.ts'
import type { Assessor, Shortage } from './assessor.ts'
import type { Draft, Ordering, PlaceInput } from './drafts.ts'
import { answerOf, type PlacingAnswer } from './placed.ts'
import type { Refusal } from './refusals.ts'

/** Set when the request is `order:reorder`: the hash of its payload, and the lines that its answer reports as skipped. */
interface Reordering {
  hash: Buffer
  skipped: Skipped[]
}

/** Places an order, or returns the stored answer of a repeated `requestId`. Rejects with the `AppError` that says why the order is refused. */
export type PlaceOrder = (accountId: string, input: PlaceInput, reordering?: Reordering) => Promise<PlacingAnswer>

/** `busy`: another transaction holds the customer's feed head, or the batch conflicted with other changes. `outdated`: the shop has changed since the node read it. */
type Again = 'busy' | 'outdated'
type Refused = 'request_id_reused' | Exclude<Refusal, 'insufficient_stock'>

/** What `place_orders` returns. `n` and `first` count the orders of the batch from 1. */
interface Outcomes {
  placed: { n: number; placed: Decided }[]
  /** Repetitions of a stored request, repetitions of the order `first`, and refusals. */
  others: { n: number; first: number; outcome: 'placed' | 'replayed' | 'insufficient_stock' | Again | Refused; answer: unknown }[]
  /** The stock for which orders were refused with `insufficient_stock`. */
  levels: LevelRow[] | null
}

const maxBatchSize = 64
/** How long an order enters one batch after the other. Then it waits for the customer's feed head alone, behind the others who want it. */
const inBatchesMs = 1000
/** A turn is waited for up to two seconds (`wait_for_head`). */
const patienceMs = 2500

type Result = PlacingAnswer | Again | Refused | Shortage

const toBatch = (entries: readonly Draft[]): Buffer => {
  for (const [n, { row }] of entries.entries()) row.n = n + 1
  return jsonbOf(entries.map(({ row }) => row))
}

const toResults = (entries: readonly Draft[], { placed, others, levels }: Outcomes, assessor: Pick<Assessor, 'learn'>): Result[] => {
  const results: Result[] = []
  const shortage = levels && assessor.learn(levels)
  for (const { n, placed: decided } of placed) {
    const entry = entries[n - 1]
    if (!entry) continue
    // named first: see dispatch.ts
    const { number, status, paymentStatus, earliest, latest, placedAt } = decided
    const whole = { number, status, paymentStatus, earliest, latest, placedAt, ...entry.worked }
    results[n - 1] = answerOf({ asked: entry.asked, placed: whole })
  }
  const resultOf = ({ first, outcome, answer }: Outcomes['others'][number]): Result | null | undefined => {
    if (outcome === 'placed') return results[first - 1]
    if (outcome === 'replayed') return answerOf(parseStoredAnswer<PlacingAnswer>(answer))
    return outcome === 'insufficient_stock' ? shortage : outcome
  }
  for (const other of others) {
    const { n, outcome } = other
    const result = resultOf(other)
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
  assessor: Pick<Assessor, 'draft' | 'lookAgain' | 'explain' | 'learn' | 'explainShortage'>
  tracing?: Tracing | undefined
}

/** Halves a batch that PostgreSQL refuses until the order that it refuses is alone, so that one order costs few statements. */
const createPlaceInBatch = (database: Database, { onBatch, assessor, tracing }: Pick<Options, 'onBatch' | 'assessor' | 'tracing'>) => {
  const settle = async (entries: readonly Draft[]): Promise<(Result | Error)[]> => {
    onBatch(entries.length)
    try {
      return toResults(entries, await database.call<Outcomes>('place_orders', [toBatch(entries)], { reserved: true }), assessor)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (error instanceof AppError && error.reason === 'conflict') return entries.map(() => 'busy')
      if (entries.length === 1 || error instanceof AppError) return entries.map(() => error)
      const middle = entries.length / 2
      return [...(await settle(entries.slice(0, middle))), ...(await settle(entries.slice(middle)))]
    }
  }
  return tracing ? createTracedBatcher(tracing, 'place_orders', settle, maxBatchSize) : createBatcher(settle, maxBatchSize)
}

export const createPlaceOrder = (database: Database, options: Options): PlaceOrder => {
  const { providerOf, payMinutes, assessor } = options
  const placeInBatch = createPlaceInBatch(database, options)

  /** A customer whose own requests keep the feed head locked would otherwise never find it free. */
  const placeInTurn = async (draft: Draft): Promise<Result> => {
    const outcomes = await database.call<Outcomes>('place_order_in_turn', [draft.row.account_id, toBatch([draft])])
    return toResults([draft], outcomes, assessor)[0] ?? 'busy'
  }

  /** Tries until the customer's feed head is free and the node knows the shop as it is now. */
  const placeWhenFree = async (ordering: Ordering): Promise<PlacingAnswer | Refused | Shortage> => {
    const began = performance.now()
    for (let pauseMs = 2; ; pauseMs = Math.min(2 * pauseMs, 100)) {
      const isAlone = performance.now() - began > inBatchesMs
      const result = await (isAlone ? placeInTurn : placeInBatch)(await assessor.draft(ordering))
      if (result !== 'busy' && result !== 'outdated') return result
      if (isAlone && performance.now() - began > patienceMs) throw new AppError('conflict')
      await (result === 'busy' ? sleep(pauseMs * (0.5 + Math.random())) : assessor.lookAgain())
    }
  }

  return async (accountId, input, reordering) => {
    const provider = providerOf(input.paymentMethod, 'paymentMethod')
    const hash = reordering?.hash ?? bodyHash('order:place', input)
    const result = await placeWhenFree({ accountId, input, hash, provider, payMinutes, skipped: reordering?.skipped })
    if (typeof result === 'object') {
      if ('order' in result) return result
      throw await assessor.explainShortage(accountId, input, result)
    }
    if (result === 'request_id_reused') throw new AppError('request_id_reused')
    throw await assessor.explain(accountId, input, result)
  }
}
