import * as contract from '../../contract/index.ts'
import { quoteOf } from '../../orders/quote.ts'
import { impossibleLine, impossibleTime, impossibleTip } from '../../orders/refusals.ts'
import { forCaller } from '../kinds/handler.ts'

/** Refuses only what can never be ordered. Shortages, dietary conflicts and promotion codes that are not valid are part of the quote. */
export const orderQuote = forCaller(contract.orderQuote, async ({ input, assessor, caller, sentSeq }) => {
  const assessment = await assessor.assess({ accountId: caller.accountId, sentSeq }, input)
  const impossible = impossibleLine(assessment.order.faults) ?? impossibleTime(assessment.order) ?? impossibleTip(assessment.order)
  if (impossible) throw impossible
  return quoteOf(assessment)
})
