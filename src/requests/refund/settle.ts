import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

type Outcome =
  | { outcome: 'answered'; answer: { data: { refund: contract.ManagedRefund } } }
  | { outcome: 'request_id_reused' | 'refund_not_found' | 'refund_not_by_hand' }

export const refundSettle = forCaller(contract.refundSettle, async ({ input, database, caller: { accountId } }) => {
  const hash = bodyHash(contract.refundSettle.event, input)
  const result = await database.call<Outcome>('settle_refund_once', [accountId, input.requestId, hash, input.refundId])
  if (result.outcome !== 'answered') throw new AppError(result.outcome)
  return result.answer.data
})
