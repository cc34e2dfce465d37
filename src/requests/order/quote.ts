import * as contract from '../../contract/index.ts'
import { quoteOf } from '../../orders/quote.ts'
import { impossibleLine, impossibleTime } from '../../orders/refusals.ts'
import { forCaller } from '../kinds/handler.ts'

/** Refuses only what can never be ordered. Shortages and dietary conflicts are part of the quote. */
export const orderQuote = forCaller(contract.orderQuote, async ({ input, assessor, caller, sentSeq }) => {
  const assessment = await assessor.assess({ accountId: caller.accountId, sentSeq }, input)
  const impossible = impossibleLine(assessment.order.faults) ?? impossibleTime(assessment.order)
  if (impossible) throw impossible
  return quoteOf(assessment)
})
