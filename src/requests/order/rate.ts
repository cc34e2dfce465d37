import * as contract from '../../contract/index.ts'
import { AppError, type Texts } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

const refusals = {
  not_delivered: (say: Texts) => say.notDelivered(),
  already_rated: (say: Texts) => say.alreadyRated(),
  too_late: (say: Texts) => say.rateTooLate(contract.ratingDays),
}

type Outcome =
  | { outcome: 'rated'; rating: contract.Rating }
  | { outcome: 'order_not_found' }
  | { outcome: 'cannot_rate_order'; why: keyof typeof refusals }

/** Stores the rating of the order, and counts it for each of its dishes. */
export const orderRate = forCallerInTransaction(contract.orderRate, async ({ input, transaction, caller }) => {
  const { orderId, rating, courierRating, comment } = input
  const result = await transaction.call<Outcome>('rate_order', [orderId, caller.accountId, rating, courierRating, comment || null])
  if (result.outcome === 'order_not_found') throw new AppError('order_not_found')
  if (result.outcome === 'cannot_rate_order') {
    const { outcome, ...details } = result
    throw new AppError(outcome, { message: refusals[details.why], details })
  }
  return { rating: { orderId, ...result.rating } }
})
