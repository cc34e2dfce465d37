import type { z } from 'zod'
import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

type Received = z.input<typeof contract.stockReceive.data>

type Outcome = { outcome: 'answered'; answer: { data: Received } } | { outcome: 'request_id_reused' | 'ingredient_not_found' }

/** Adds received goods to the stock, in one statement. They fulfil the oldest restock requests first. */
export const stockReceive = forCaller(contract.stockReceive, async ({ input, database, caller: { accountId } }) => {
  const { requestId, ingredientId, quantity } = input
  const args = [accountId, requestId, bodyHash(contract.stockReceive.event, input), ingredientId, quantity]
  const result = await database.call<Outcome>('receive_stock_once', args)
  if (result.outcome !== 'answered') throw new AppError(result.outcome)
  return result.answer.data
})
