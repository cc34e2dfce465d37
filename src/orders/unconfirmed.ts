import type { Database, Queryable } from '../database/database.ts'

const atOnce = 100

/** Tells the managers of orders that are not confirmed in time, and rejects those that the shop gives up. The file of the shop says after how long. */
export const endUnconfirmed = async (database: Database): Promise<void> => {
  await database.call('alarm_of_unconfirmed', [atOnce])
  await database.call('reject_unconfirmed', [atOnce])
}

/** The orders that are not confirmed in time. */
export const countUnconfirmed = async (database: Queryable): Promise<number> => {
  const [row] = await database.query<{ count: number }>(
    'select count(*)::int as count from store s cross join lateral unconfirmed_orders(s.confirm_within_minutes)',
  )
  return row?.count ?? 0
}
