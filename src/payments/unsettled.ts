import type { Queryable } from '../database/database.ts'

/** The calls that payment services have not completed. `failing`: refunds that were refused, or requested at least five times. */
export interface Unsettled {
  calls: number
  refunds: number
  failing: number
}

/** Of a refund r and its payment p. */
export const keepsFailing = `((r.status = 'failed' and is_unsettled(r, p))
  or r.status = 'pending' and exists (select from provider_calls c where c.refund_id = r.id and c.attempts >= 5))`

export const countUnsettled = async (database: Queryable): Promise<Unsettled> => {
  const [row] = await database.query<Unsettled>(`
    select (select count(*)::int from provider_calls) + (select count(*)::int from card_customers where forgotten_at is not null) as calls,
      (select count(*)::int from refunds where status = 'pending') as refunds,
      (select count(*)::int from refunds r join payments p on p.id = r.payment_id where ${keepsFailing}) as failing`)
  return row ?? { calls: 0, refunds: 0, failing: 0 }
}
