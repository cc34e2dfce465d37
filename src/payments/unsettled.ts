import type { Queryable } from '../database/database.ts'

/**
 * The calls that payment services have not completed. `retried`: those that were made at least five times. `failing`: refunds that were
 * refused, or requested at least five times.
 */
export interface Unsettled {
  calls: number
  retried: number
  refunds: number
  failing: number
}

export const nothingUnsettled: Unsettled = { calls: 0, retried: 0, refunds: 0, failing: 0 }

const attemptsThatFail = 5

/** Of a refund r and its payment p. The first condition is that of the index refunds_unsettled. */
export const keepsFailing = `(r.status <> 'succeeded' and ((r.status = 'failed' and is_unsettled(r, p))
  or r.status = 'pending' and exists (select from provider_calls c where c.refund_id = r.id and c.attempts >= ${attemptsThatFail})))`

export const countUnsettled = async (database: Queryable): Promise<Unsettled> => {
  const [row] = await database.query<Unsettled>(`
    select (select count(*)::int from provider_calls) + (select count(*)::int from card_customers where forgotten_at is not null) as calls,
      (select count(*)::int from provider_calls where attempts >= ${attemptsThatFail}) as retried,
      (select count(*)::int from refunds where status = 'pending') as refunds,
      (select count(*)::int from refunds r join payments p on p.id = r.payment_id where ${keepsFailing}) as failing`)
  return row ?? nothingUnsettled
}
