import { faultDetails } from '../../contract/index.ts'
import { openStatuses } from '../../contract/order-life.ts'
import type { Queryable } from '../../database/database.ts'
import { constants } from '../../database/kept-plans.ts'
import { AppError } from '../../errors.ts'

/** Refuses another currency while money of the present one is under way: an open order, or cash that a courier carries. */
export const refuseOtherCurrency = async (database: Queryable, present: string): Promise<void> => {
  const [used] = await database.query<{ orders: boolean; cash: boolean }>(
    `select exists (select from orders where status in (${constants(openStatuses)})) as orders, exists (select from cash_accounts where carried > 0) as cash`,
  )
  const reasons = [...(used?.orders ? ['open orders'] : []), ...(used?.cash ? ['cash that is not handed over'] : [])]
  if (reasons.length === 0) return
  const message = `must stay ${present} while there are ${reasons.join(' and ')}`
  throw new AppError('invalid_argument', {
    message: `shop.currency: ${message}`,
    details: faultDetails([{ field: 'entry.currency', rule: 'other', message }]),
  })
}
