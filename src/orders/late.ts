import type { Database } from '../database/database.ts'

/** An order that cannot arrive within its interval gets a new one; a shorter delay than this is not worth telling. */
const tolerance = '5 minutes'
const atOnce = 200

/** Moves the estimates of late orders, and notifies their customers. */
export const refreshLateOrders = async (database: Database): Promise<void> => {
  await database.call('refresh_late_orders', [tolerance, atOnce])
}
