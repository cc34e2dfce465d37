import * as contract from '../../contract/index.ts'
import { assess, badExclusion, badTime, unknownProduct } from '../../orders/quote.ts'
import { forCaller } from '../kinds/handler.ts'

/** Refuses only what can never be ordered. Shortages and dietary conflicts are part of the quote. */
export const orderQuote = forCaller(contract.orderQuote, async ({ input, database, caller }) => {
  const assessment = await assess(database, caller.accountId, input)
  const impossible = unknownProduct(assessment) ?? badExclusion(assessment) ?? badTime(assessment)
  if (impossible) throw impossible
  const { unknownProducts, badExclusions, deliveryTimePossible, ...quote } = assessment
  return quote
})
