import type { Database } from '../database/database.ts'

const atOnce = 200

/** Brings orders for a chosen time to the queue of the staff when their work begins soon. */
export const releaseOrders = async (database: Database): Promise<void> => {
  await database.call('release_orders', [atOnce])
}
