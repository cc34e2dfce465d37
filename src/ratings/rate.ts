import type { z } from 'zod'
import { type orderRate, type Rating, ratingDays } from '../contract/index.ts'
import type { Transaction } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import { AppError } from '../errors.ts'

type Opinion = Omit<z.output<typeof orderRate.input>, 'requestId'>

const cannotRate = {
  not_delivered: 'The order can be rated once it has been delivered.',
  already_rated: 'The order has been rated already.',
  too_late: `An order can be rated within ${ratingDays} days of its delivery.`,
}

type Outcome =
  | { outcome: 'rated'; rating: Rating; pushes: Push[] }
  | { outcome: 'order_not_found' }
  | { outcome: 'cannot_rate_order'; why: keyof typeof cannotRate }

/** Rates one of the customer's orders, and its dishes with it. Throws `order_not_found` and `cannot_rate_order`. */
export const rateOrder = async (transaction: Transaction, accountId: string, opinion: Opinion): Promise<Rating & { orderId: string }> => {
  const { orderId, rating, courierRating, comment } = opinion
  const [row] = await transaction.query<{ result: Outcome }>('select rate_order($1, $2, $3, $4, $5) as result', [
    orderId,
    accountId,
    rating,
    courierRating,
    comment || null,
  ])
  if (!row) throw new Error('rate_order returned no row')
  const { result } = row
  if (result.outcome === 'order_not_found') throw new AppError('order_not_found')
  if (result.outcome === 'cannot_rate_order') {
    const { outcome, ...details } = result
    throw new AppError(outcome, { message: cannotRate[details.why], details })
  }
  transaction.pushes.push(...result.pushes)
  return { orderId, ...result.rating }
}
