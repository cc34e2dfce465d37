import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { handOverCash } from '../../couriers/cash.ts'
import { forCaller } from '../kinds/handler.ts'

export const cashHandOver = forCaller(contract.cashHandOver, ({ input, database, caller: { accountId } }) => {
  const hash = bodyHash(contract.cashHandOver.event, input)
  return handOverCash(database, { accountId, requestId: input.requestId, hash }, { ...input, note: input.note ?? null })
})
