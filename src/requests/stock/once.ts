import type { z } from 'zod'
import { bodyHash } from '../../answers/answers.ts'
import type { restockCancel, stockAdjust, stockReceive } from '../../contract/index.ts'
import type { Database } from '../../database/database.ts'
import { AppError } from '../../errors.ts'

type Changed = z.input<typeof stockReceive.data>

type Refused = 'request_id_reused' | 'ingredient_not_found' | 'restock_not_found' | 'restock_closed'

type Outcome = { outcome: 'answered'; answer: { data: Changed } } | { outcome: Refused }

interface StockChange {
  request: typeof stockReceive | typeof stockAdjust | typeof restockCancel
  input: { requestId: string }
  accountId: string
  /** A function of sql/functions/answers.sql, and its arguments after the hash of the request. */
  name: 'receive_stock_once' | 'adjust_stock_once' | 'cancel_restock_once'
  args: readonly (string | number | null)[]
}

/** Changes the stock of an ingredient in one statement, once for a `requestId`. */
export const changeStock = async (database: Database, { request, input, accountId, name, args }: StockChange): Promise<Changed> => {
  const result = await database.call<Outcome>(name, [accountId, input.requestId, bodyHash(request.event, input), ...args])
  if (result.outcome !== 'answered') throw new AppError(result.outcome)
  return result.answer.data
}
